"""Doing once what a program asks for twice, because it never saw the first answer."""
