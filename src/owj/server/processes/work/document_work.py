"""Work that makes a document: a PDF of the house's letter, laid to the record of the process."""

from __future__ import annotations

from functools import partial

from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.calendars.jalali import format_date
from owj.kernel.feel import FeelValue
from owj.server.context import SYSTEM
from owj.server.documents.errors import DocumentNotDrawn
from owj.server.documents.models import Document
from owj.server.documents.services import DocumentWish, ask_for_document, draw_document
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.work import OutwardPlace, register_outward
from owj.server.processes.work.kinds import (
    RESULT,
    Parameter,
    ParameterKind,
    WorkKind,
    declare,
    words,
)
from owj.server.processes.work.persian_values import in_a_sentence, in_a_table
from owj.server.processes.work.settings import Settings, WorkSettingRefused
from owj.server.records.context import open_context

_HOLES = words("میان {{ }} عبارت می‌آید.", "An expression stands within {{ }}.")
DOCUMENT = declare(
    WorkKind(
        "document.create",
        words("سند", "Document"),
        words(
            "نامه‌ای به PDF می‌سازد و به رکورد فرایند می‌پیوندد.",
            "Makes a letter as PDF and attaches it to the record of the process.",
        ),
        "file-text",
        (
            Parameter("title", ParameterKind.TEXT, words("عنوان", "Title"), _HOLES, required=True),
            Parameter("to", ParameterKind.TEXT, words("به", "To"), _HOLES),
            Parameter(
                "text",
                ParameterKind.LONG_TEXT,
                words("متن", "Text"),
                words(
                    "هر سطر یک بند است؛ میان {{ }} عبارت می‌آید.",
                    "A line is a paragraph; an expression stands within {{ }}.",
                ),
                required=True,
            ),
            Parameter(
                "facts",
                ParameterKind.FEEL,
                words("جدول", "Table"),
                words('مانند \u2066{"مبلغ": record.amount}\u2069', 'As {"Amount": record.amount}'),
            ),
            Parameter("signer", ParameterKind.TEXT, words("امضاکننده", "Signed by"), _HOLES),
            Parameter(
                "fileName",
                ParameterKind.TEXT,
                words("نام فایل", "Name of the file"),
                words("خالی: همان عنوان.", "Empty: the title."),
            ),
            RESULT,
        ),
        outward=True,
    )
)


@register_outward(DOCUMENT.key)
def create_document(place: OutwardPlace) -> Outcome:
    """Draw the letter and lay it to the record; another attempt finds the first one's document.

    Raises: WorkSettingRefused, DocumentNotDrawn.
    """
    said = Settings(DOCUMENT, place.node.extensions, place.read, place.now)
    started = ProcessInstance.objects.values_list("entity", "record_id").get(pk=place.instance_id)
    entity, record_id = started
    if record_id is None:
        reason = "a document belongs to a record, and this process was started without one"
        raise WorkSettingRefused(part="owj:kind", reason=reason)
    ctx = open_context(SYSTEM, now=place.now)
    say = partial(in_a_sentence, zone=ctx.zone)
    title = " ".join(said.text("title", say).split())
    data = {
        "lang": "fa",
        "org": ctx.workspace.name_fa,
        "title": title,
        "date": format_date(place.now.astimezone(ctx.zone).date()),
        "to": said.text("to", say),
        "paragraphs": [line for line in said.text("text", say).splitlines() if line.strip()],
        "facts": [
            [name, in_a_table(value, ctx.zone)] for name, value in said.context("facts").items()
        ],
        "signer": said.text("signer", say),
    }
    name = " ".join(said.text("fileName", say).split()) or title
    wish = DocumentWish(place.key, "letter", name, entity, record_id, data)
    row = draw_document(ask_for_document(ctx, wish, drawn_later=False).pk)
    if row.state != Document.State.READY or row.file is None:
        raise DocumentNotDrawn(permanent=True, reason=row.error)
    told: dict[str, FeelValue] = {"name": row.file.original_name, "file": str(row.file.id)}
    return Outcome({place.node.result: told} if place.node.result else {})
