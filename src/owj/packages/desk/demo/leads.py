"""Leads of the demo, each somewhere else in the chain of the first contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from owj.packages.desk.demo.people import Cast
from owj.packages.leads.entity import Lead, LeadSource
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.doing import Told, do_task
from owj.server.records.context import Context, open_context


@dataclass(frozen=True, slots=True)
class Prospect:
    """One lead. said: how its calls and its weighing ended so far, with what was said."""

    name: str
    company: str
    phone: str
    source: LeadSource
    owner: str
    ago: timedelta
    said: tuple[tuple[str, str], ...] = ()


PROSPECTS = (
    Prospect(
        "نادر رستگار",
        "چاپ نیلوفر",
        "09123456701",
        LeadSource.WEBSITE,
        "elham",
        timedelta(minutes=35),
    ),
    Prospect(
        "مهتاب شریفی",
        "داروخانهٔ سپید",
        "09123456702",
        LeadSource.REFERRAL,
        "pooya",
        timedelta(hours=3),
        (("reached", "سه کاربر و ماژول انبار می‌خواهد؛ از فروردین."),),
    ),
    Prospect(
        "بهمن کاوه",
        "کاوه ترابر",
        "09123456703",
        LeadSource.EVENT,
        "negar",
        timedelta(days=2),
        (("reached", "ده کامیون دارد."), ("qualified", "بودجه و زمان روشن است.")),
    ),
    Prospect(
        "ثریا مینایی",
        "آموزشگاه روشنا",
        "09123456704",
        LeadSource.CALL,
        "pooya",
        timedelta(days=3),
        (("reached", "تنها قیمت پرسید."), ("lost", "بودجه‌ای برای امسال ندارد.")),
    ),
    Prospect(
        "فرامرز یزدی",
        "",
        "09123456705",
        LeadSource.OTHER,
        "elham",
        timedelta(days=1),
        (("wrong", ""),),
    ),
    Prospect(
        "لاله بهرامی",
        "گل و گیاه بهرامی",
        "09123456706",
        LeadSource.WEBSITE,
        "elham",
        timedelta(hours=6),
        (("no_answer", "دو بار زنگ خورد."),),
    ),
)
# What a task keeps of the words, by how it ended.
NOTES = {"qualified": "reason", "lost": "reason"}


def add_leads(ctx: Context, cast: Cast) -> None:
    """File the leads and let their owners have done what they say; each begins its process."""
    for told in PROSPECTS:
        who = open_context(cast.staff[told.owner].actor, now=ctx.now - told.ago)
        lead = who.create(
            Lead,
            name=told.name,
            company=told.company,
            phone=told.phone,
            source=told.source,
            owner=cast.staff[told.owner].pk,
        )
        for outcome, words in told.said:
            task = UserTask.objects.filter(
                entity="lead", record_id=lead.id, status=UserTask.Status.OPEN
            ).get()
            told_words = {NOTES.get(outcome, "call_note"): words} if words else {}
            do_task(who, task.pk, Told(told_words, outcome))
