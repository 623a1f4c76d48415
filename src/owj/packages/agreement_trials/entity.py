"""A trial of an agreement: what is supposed, how far it is, what came out."""

from __future__ import annotations

from typing import Any

from owj.server.records import (
    DateTime,
    Entity,
    Json,
    Label,
    Money,
    Number,
    Text,
    UserLink,
    register_entities,
)


class AgreementTrial(Entity):
    """One question: had this agreement been in force in these months, what would it have cost?

    changes: settings of the agreement in force that are supposed to be others, as its JSON.
    hours: {workdays, thursday, closed, opened} (`scenario`). renewal: the fee supposed for a
    contract that has no price list. after_id, place, total: how far the worker is. counts:
    {contract: {month: [missed, would be missed]}}, `outcome` reads it.
    """

    key, label = "agreement_trial", Label("آزمون توافق‌نامه", "Trial of the agreement")

    title = Text(Label("عنوان", "Title"), required=True, max_length=120)
    by = UserLink(Label("کاربر", "By"))
    by_id: int | None
    changes: Any = Json(Label("تغییرها", "Changes"), required=True, default={})
    hours: Any = Json(Label("ساعت‌ها", "Hours"), required=True, default={})
    first_month = Text(Label("از ماه", "From month"), required=True, max_length=7)
    last_month = Text(Label("تا ماه", "To month"), required=True, max_length=7)
    renewal: Money[int] = Money(Label("هزینهٔ تمدید فرضی", "Supposed renewal fee"), required=True)
    after_id = Number(Label("آخرین تیکت", "Last ticket"), default=0)
    place = Number(Label("جا", "Place"), default=0)
    total = Number(Label("همه", "Total"), default=0)
    counts: Any = Json(Label("شمارش‌ها", "Counts"), required=True, default={})
    began_at = DateTime(Label("آغاز", "Began at"), required=True)
    finished_at = DateTime(Label("پایان", "Finished at"))

    class Meta:
        plural = Label("آزمون‌های توافق‌نامه", "Trials of the agreement")
        icon = "flask-conical"
        description = Label(
            "توافق‌نامه‌های دیگر، آزموده بر گذشته", "Other agreements, tried on the past"
        )
        title = "title"


register_entities("agreement_trials", [AgreementTrial])
