"""What the forms of the studio ask: what was written into an input, and what is wrong with it."""

from __future__ import annotations

from typing import Any, Protocol

from django import template

register = template.Library()


class StudioForm(Protocol):
    """A form of the studio: values and refusals by the name of the input."""

    v: dict[str, Any]
    errors: dict[str, str]


@register.simple_tag
def given(form: StudioForm, name: str) -> Any:
    """Return what stands in an input."""
    return form.v.get(name, "")


@register.simple_tag
def refusal(form: StudioForm, name: str) -> str:
    """Return what is wrong with an input, empty when nothing is."""
    return form.errors.get(name, "")
