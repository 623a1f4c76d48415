"""What a file seems to be: how it is encoded, what parts its columns, which column is which."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from owj.kernel.persian.folding import fold
from owj.kernel.sla.events import Priority
from owj.packages.desk.importer.errors import LogForeign, LogOtherKind
from owj.packages.desk.importer.mapping import CLOSED, RESOLVE, TAKE, WAIT
from owj.packages.desk.importer.priorities import SHIPPED_PRIORITIES
from owj.packages.desk.importer.reading import Source, records_of, text_of
from owj.packages.desk.importer.rows import (
    ACTIVITY,
    AT,
    CASE,
    CUSTOMER,
    FACTS,
    NEEDED,
    RESOURCE,
    SERIOUSNESS,
)

T = TypeVar("T")
SAMPLE_ROWS = 8
# A column with more different values than this is no list of words.
MOST_WORDS = 60
HEAD_BYTES = 64 * 1024
ENCODINGS = ("utf-8-sig", "utf-16", "cp1256")
DELIMITERS = (",", ";", "\t", "|")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# How files of other kinds begin, and what people call them.
_OTHER_KINDS: Mapping[bytes, str] = {
    b"PK\x03\x04": "Excel or ZIP",
    b"\xd0\xcf\x11\xe0": "Excel",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x7fELF": "program",
    b"MZ": "program",
    b"\x1f\x8b": "gzip",
}
_MARKUP = ("<!doctype", "<html", "<?xml", "<script", "{\\rtf")

_COLUMN_WORDS: Mapping[str, tuple[str, ...]] = {
    CASE: (
        CASE,
        *("case", "ticket id", "ticket", "id", "number"),
        *("شناسه پیگیری", "شماره تیکت", "تیکت", "شناسه", "شماره", "پرونده"),
    ),
    ACTIVITY: (ACTIVITY, "event", "action", "status", "رویداد", "فعالیت", "اقدام", "وضعیت"),
    RESOURCE: (RESOURCE, "agent", "assignee", "owner", "user", "کارشناس", "مسئول", "کاربر"),
    AT: (AT, "timestamp", "time", "date", "created at", "زمان", "تاریخ و ساعت", "تاریخ"),
    CUSTOMER: (CUSTOMER, "client", "company", "account", "مشتری", "شرکت", "کارفرما"),
    SERIOUSNESS: (SERIOUSNESS, "priority", "severity", "urgency", "اولویت", "شدت", "فوریت"),
    "product": ("product", "محصول", "نرم‌افزار"),
    "service_type": ("service_type", "type", "category", "نوع خدمت", "نوع", "دسته"),
    "service_level": ("service_level", "سطح خدمت"),
    "responsible_section": ("responsible_section", "واحد مسئول"),
    "support_section": ("support_section", "واحد پشتیبانی"),
}
_ACTIVITY_WORDS: Mapping[str, tuple[str, ...]] = {
    TAKE: (
        TAKE,
        *("take in charge", "replied", "first response", "answered", "in progress"),
        *("پاسخ", "پاسخ اولیه", "پاسخ داده شد", "در حال بررسی", "در دست اقدام", "برداشتن"),
    ),
    WAIT: (WAIT, "waiting", "pending", "on hold", "انتظار", "منتظر مشتری", "در انتظار مشتری"),
    RESOLVE: (RESOLVE, "resolve", "resolved", "solved", "done", "حل", "حل شد", "حل‌شده"),
    CLOSED: (CLOSED, "close", "بسته", "بسته شد", "بستن"),
}
_PRIORITY_WORDS: Mapping[Priority, tuple[str, ...]] = {
    Priority.CRITICAL: ("critical", "urgent", "blocker", "p1", "بحرانی", "فوری", "خیلی زیاد"),
    Priority.HIGH: ("high", "major", "p2", "بالا", "زیاد", "مهم"),
    Priority.MEDIUM: ("medium", "normal", "p3", "متوسط", "عادی", "معمولی"),
    Priority.LOW: ("low", "minor", "p4", "پایین", "کم"),
}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A table in a text file; rows: the first few below the header."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sniff(source: Source, *, encoding: str = "", delimiter: str = "") -> Sniffed:
    """Return what a file seems to be, or what somebody says it is.

    Raises: LogOtherKind for what is no table at all, LogRefused's kinds.
    """
    with source.path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    _refuse_other_kinds(source, head)
    encoding = encoding or _encoding_of(head)
    text = text_of(source, encoding)
    _refuse_markup(source, text)
    delimiter = delimiter or _delimiter_of(text)
    header, lines = records_of(source, text, delimiter)
    if len(header) < len(NEEDED):
        # One column says that the wrong mark parts them, or that this is no table.
        raise LogForeign(file=source, missing=", ".join(NEEDED))
    rows = tuple(fields for _, fields in lines[:SAMPLE_ROWS])
    return Sniffed(encoding, delimiter, header, rows)


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Return for our names the header's that seem to mean the same; each is taken once."""
    names = {fold(name): name for name in reversed(header)}
    taken: dict[str, str] = {}
    for ours in (*NEEDED, *FACTS):
        for word in _COLUMN_WORDS[ours]:
            name = names.get(fold(word))
            if name is not None and name not in taken.values():
                taken[ours] = name
                break
    return taken


def guess_activities(words: Iterable[str]) -> dict[str, str]:
    """Return what the log's activities seem to mean to the clocks; the others are history."""
    return _guess(words, _ACTIVITY_WORDS)


def guess_priorities(words: Iterable[str]) -> dict[str, Priority]:
    """Return the priorities that the log's words seem to mean."""
    words = list(words)
    shipped = {word: SHIPPED_PRIORITIES[word] for word in words if word in SHIPPED_PRIORITIES}
    return _guess(words, _PRIORITY_WORDS) | shipped


def words_in(source: Source, sniffed: Sniffed, column: str) -> list[tuple[str, int]]:
    """Return the different values of a column and how often they come, the most frequent first.

    No more than `MOST_WORDS`. Raises: LogRefused's kinds.
    """
    text = text_of(source, sniffed.encoding)
    header, lines = records_of(source, text, sniffed.delimiter)
    place = header.index(column)
    counted = Counter(fields[place].strip() for _, fields in lines if len(fields) > place)
    counted.pop("", None)
    return counted.most_common(MOST_WORDS)


def _guess(words: Iterable[str], known: Mapping[T, tuple[str, ...]]) -> dict[str, T]:
    meanings = {fold(word): meaning for meaning, several in known.items() for word in several}
    return {word: meanings[fold(word)] for word in words if fold(word) in meanings}


def _encoding_of(head: bytes) -> str:
    if head.startswith(_UTF_16):
        return "utf-16"
    try:
        # The head may end inside of a letter.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1256"
    return "utf-8-sig"


def _delimiter_of(text: str) -> str:
    """Return the mark that parts the first line into the most columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {mark: len(next(csv.reader([first], delimiter=mark), [])) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: counts[mark])


def _refuse_other_kinds(source: Source, head: bytes) -> None:
    for beginning, kind in _OTHER_KINDS.items():
        if head.startswith(beginning):
            raise LogOtherKind(file=source, kind=kind)
    if head.startswith(_UTF_16):
        return
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if b"\x00" in head or 100 * controls > len(head):
        raise LogOtherKind(file=source, kind="binary")


def _refuse_markup(source: Source, text: str) -> None:
    start = text.lstrip("\ufeff \t\r\n")[:20].lower()
    if start.startswith(_MARKUP):
        raise LogOtherKind(file=source, kind="HTML")
