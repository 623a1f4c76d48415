"""The one XML parser of the whole code base: DMN, BPMN, spreadsheets read through it."""

from __future__ import annotations

from owj.kernel.markup.element import Element
from owj.kernel.markup.limits import DEFAULT_LIMITS, XmlLimits
from owj.kernel.markup.parse import XmlRefused, parse_xml

__all__ = ["DEFAULT_LIMITS", "Element", "XmlLimits", "XmlRefused", "parse_xml"]
