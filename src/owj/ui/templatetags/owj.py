"""The words and components that every page of Owj draws with. Documented in interface.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from owj.kernel.money import Rial, show_rial
from owj.kernel.persian.durations import duration_words
from owj.kernel.persian.durations import short_duration as short_words
from owj.kernel.persian.marks import marked_pieces
from owj.kernel.phones import e164, national
from owj.kernel.sla.agreement import Priority
from owj.packages.desk.queries import desk_hours as open_hours
from owj.server.agreements.faces import ClockFace
from owj.server.notices.queries import count_unread
from owj.ui import dates
from owj.ui.assets import asset_url
from owj.ui.cards import Card, due_words, figure_words, promise_name, working_time
from owj.ui.explanations import tally_of
from owj.ui.faces import short_words_of, show_face, show_resting, ticking_words
from owj.ui.hues import hue_of
from owj.ui.navigation import Place
from owj.ui.parts_drawn import draw_avatar, draw_chip, draw_icon, draw_priority
from owj.ui.reading import language, may_see, page_now
from owj.ui.records.drawn import draw_face
from owj.ui.records.faces import Face
from owj.ui.records.forms import InputSection, RecordForm
from owj.ui.records.opened import HELD, OPENED, opened_by
from owj.ui.ribbons import ribbon_of
from owj.ui.rich import plain_text, rich_text
from owj.ui.shortcuts import Shortcut, shortcuts_of
from owj.ui.sizes import show_file_size, size_words
from owj.ui.standing import chosen_customer, own_standings
from owj.ui.tickets.words import PRIORITY_WORDS

register = template.Library()

UNREAD = "_owj_unread_notices"


def priority_name(priority: str) -> str:
    """Return the priority's word in the reader's language."""
    return str(PRIORITY_WORDS[Priority(priority)])


register.filter("digits", dates.digits)
register.filter("hue", hue_of)
register.filter("rich", rich_text)
register.filter("plain", plain_text)
register.filter("priority_name", priority_name)


@register.filter
def phone(number: str) -> str:
    """Give a telephone number as people write it, «۰۹۱۲ ۳۴۵ ۶۷۸۹»."""
    return dates.digits(national(e164(number) or number))


@register.filter
def rial(amount: int | None) -> str:
    """Give «۶۳۷٬۵۰۰٬۰۰۰ ریال»."""
    return "" if amount is None else show_rial(Rial(amount), language())


@register.filter
def less_rial(amount: int) -> str:
    """Give an amount that is taken off, its minus before the digits in either direction."""
    return show_rial(Rial(-amount), language())


@register.filter
def jalali_date(at: datetime | date | None) -> str:
    """Give «۱ آذر ۱۴۰۵»."""
    return "" if at is None else dates.show_date(at)


@register.filter
def jalali_day(at: datetime | date | None) -> str:
    """Give «یکشنبه ۱ آذر»."""
    return "" if at is None else dates.show_day(at)


@register.filter
def jalali_datetime(at: datetime | None) -> str:
    """Give «یکشنبه ۱ آذر، ۱۱:۲۰»."""
    return "" if at is None else dates.show_datetime(at)


@register.filter
def jalali_time(at: datetime | None) -> str:
    """Give «۱۱:۲۰»."""
    return "" if at is None else dates.show_time(at)


@register.filter
def relative_day(at: datetime | date | None) -> str:
    """Give «امروز», «دیروز», «فردا», a weekday within six days, else the date."""
    return "" if at is None else dates.show_relative_day(at, page_now())


@register.filter
def relative_time(at: datetime | None) -> str:
    """Give «امروز، ۱۴:۵۵»."""
    return "" if at is None else dates.show_relative_time(at, page_now())


@register.filter
def iso(at: datetime | None) -> str:
    """Give the instant as machines read it."""
    return "" if at is None else at.isoformat()


@register.filter
def duration(seconds: int | None) -> str:
    """Give «۲ ساعت و ۳۵ دقیقه»."""
    return "" if seconds is None else duration_words(seconds, language())


@register.filter("working_time")
def working_time_words(seconds: int | None) -> str:
    """Give «۳۰ دقیقهٔ کاری»."""
    return "" if seconds is None else working_time(seconds)


@register.filter
def short_duration(seconds: int | None) -> str:
    """Give «۲:۳۵»."""
    return "" if seconds is None else short_words(seconds, language())


@register.filter
def file_size(size: int | None) -> str:
    """Give «۶٫۲ مگابایت»."""
    return "" if size is None else show_file_size(size)


@register.simple_tag
def asset(name: str) -> str:
    """Give the address of a built file."""
    return asset_url(name)


@register.simple_tag
def icon(name: str, size: int = 16, flip: bool = False, label: str = "") -> SafeString:
    """Draw a lucide icon; flip: mirrored in Persian, for arrows that mean a direction."""
    return draw_icon(name, size, flip=flip, label=label)


@register.simple_tag
def face(drawn: Face) -> SafeString:
    """Draw a value in a cell; the same as including ui/records/value.html, without a template."""
    return draw_face(drawn)


@register.simple_tag
def opened(form: RecordForm, sections: Iterable[InputSection]) -> SafeString:
    """Say to the server, when the form is sent, what stood in it, and what a condition hides."""
    inputs = (one for section in sections for one in section.inputs)
    said = opened_by(form.entity.key, inputs, form.given)
    held = [(HELD + key, text) for key, texts in form.held.items() for text in texts]
    return format_html_join(
        "", '<input type="hidden" name="{}" value="{}">', [(OPENED, said), *held]
    )


@register.simple_tag
def avatar(name: str | None, size: str = "", kind: str = "") -> SafeString:
    """Draw two letters of a name; kind "org" is square; nobody is a question mark."""
    return draw_avatar(name, size, kind)


@register.simple_tag
def priority_bars(priority: str) -> SafeString:
    """Draw a priority as bars and its word."""
    return draw_priority(priority, priority_name(priority))


@register.simple_tag
def marked(text: str, words: str) -> SafeString:
    """Draw a text with the searched words marked in it."""
    pieces = [
        (format_html("<mark>{}</mark>", piece.text) if piece.marked else piece.text,)
        for piece in marked_pieces(text, words)
    ]
    drawn: SafeString = format_html_join("", "{}", pieces)
    return drawn


@register.simple_tag(takes_context=True)
def place_count(context: Context, place: Place) -> SafeString:
    """Draw how many wait at a place, when it says so."""
    count = place.count(context["request"]) if place.count else 0
    if not count:
        return SafeString("")
    return format_html(
        '<span class="o-nav__n" data-tone="{}">{}</span>', place.tone, dates.digits(count)
    )


@register.simple_tag(takes_context=True)
def unread_notices(context: Context) -> int:
    """Give how many notices the reader has not read; asked once a page."""
    request = context["request"]
    known: int | None = vars(request).get(UNREAD)
    if known is None:
        known = vars(request)[UNREAD] = count_unread(request.actor)
    return known


@register.simple_tag(takes_context=True)
def hub_standings(context: Context) -> dict[str, object]:
    """Give for whom a person of the hub acts now, and for whom else they may."""
    request = context["request"]
    own = own_standings(request)
    chosen = chosen_customer(request)
    now = next((one for one in own if one.customer_id == chosen), own[0] if own else None)
    return {"now": now, "others": [one for one in own if one is not now]}


@register.simple_tag(takes_context=True)
def shortcuts(context: Context) -> list[Shortcut]:
    """Give the lines of the keyboard help."""
    return list(shortcuts_of(context["door"]))


@register.simple_tag
def clock_words() -> SafeString:
    """Print the words of running clocks, for the browser's ticker."""
    return json_script(ticking_words(), "clock-words")


@register.simple_tag
def page_clock() -> SafeString:
    """Draw the time of day; the browser keeps it going."""
    return format_html("<owj-now>{}</owj-now>", dates.show_time(page_now()))


@register.inclusion_tag("ui/parts/file_picker.html")
def file_picker(name: str = "files", label: str = "") -> dict[str, object]:
    """Draw a field for several files: each chosen one with its size and a way out."""
    return {
        "name": name,
        "label": label or gettext("Attach"),
        "limit": settings.FILE_LIMIT_BYTES,
        "limit_words": show_file_size(settings.FILE_LIMIT_BYTES),
        "units": "|".join(size_words()),
    }


@register.simple_tag(takes_context=True)
def desk_hours(context: Context) -> SafeString:
    """Print when the desk is open in the next days, for the browser's ticker."""
    return json_script(open_hours(context["request"].ctx), "desk-hours")


@register.simple_tag(takes_context=True)
def sla_chip(context: Context, face: ClockFace, href: str = "", short: bool = False) -> SafeString:
    """Draw a promise in a list.

    href: where a click explains every counted minute. short: what is over tells no figures. A
    customer reads when the closed desk goes on, a colleague how much is left.
    """
    now = page_now()
    shown = show_resting(face, now) if context.get("door") == "hub" else show_face(face, now)
    if short:
        shown = replace(shown, words=short_words_of(face, now))
    return draw_chip(shown, href)


@register.inclusion_tag("ui/parts/clock_card.html")
def clock_card(card: Card, explain_url: str = "") -> dict[str, object]:
    """Draw one promise on a record; explain_url: where the tally behind it is served."""
    now = page_now()
    shown = show_face(card.face, now)
    return {
        "card": card,
        "shown": shown,
        "name": promise_name(card.clock.promise, card.clock.cycle),
        "figure": figure_words(card, shown.words),
        "due": due_words(card, now),
        "ribbon": ribbon_of(card),
        "announced": card.clock.kind == "announced" and card.clock.due_at is not None,
        "explain_url": explain_url,
    }


@register.inclusion_tag("ui/parts/ribbon.html")
def clock_ribbon(card: Card) -> dict[str, object]:
    """Draw the ribbon of one promise alone, as the hub's lists do."""
    return {"ribbon": ribbon_of(card), "shown": show_face(card.face, page_now())}


@register.inclusion_tag("ui/parts/explain.html")
def explain(card: Card, agreement: str = "", target: str = "#explain") -> dict[str, object]:
    """Draw the tally behind a clock; target: what its close button empties."""
    return {"tally": tally_of(card, page_now()), "agreement": agreement, "target": target}


@register.filter
def seen(record: Any, name: str) -> Any:
    """Return a value of a record; nothing when its reader's roles hide the field."""
    return getattr(record, name) if record is not None and may_see(record.key, name) else ""
