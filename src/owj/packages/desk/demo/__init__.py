"""The demo organisation: an invented vendor with its customers and some weeks of tickets.

Names of people and companies are invented. Everything is filed through the desk's own services,
so what a visitor sees was computed as any other ticket is.
"""

from owj.packages.desk.demo.load import load_demo

__all__ = ["load_demo"]
