"""Telling the customer's people what their project has come to."""

from __future__ import annotations

from datetime import date

from owj.packages.customers.queries import Rights
from owj.packages.customers.services.telling import CustomerNews, WordsNow, tell_customer_people
from owj.packages.projects import letters
from owj.packages.projects.entity import Project, ProjectMinutes, ProjectPhase
from owj.packages.projects.events import ProjectChanged
from owj.packages.projects.services.work import account_of
from owj.packages.projects.words import ProjectEntry
from owj.server.ledger.entries import Entry, entries_of
from owj.server.records.context import Context

MOVED, DELIVERED, MINUTES = "project_moved", "project_delivered", "minutes_wait"


def tell_change(ctx: Context, event: ProjectChanged) -> None:
    """Tell of another promise, a delivery, or minutes to be signed; the rest stands in the page."""
    project = ctx.get(Project, event.project_id)
    entry = entries_of(account_of(project))[-1]
    told = _news(ctx, project, entry)
    if told is None:
        return
    kind, path, day, words = told
    news = CustomerNews(
        kind=kind,
        key=f"project:{project.id}:{entry.seq}",
        url=path,
        data={"subject": project.title, "day": day.isoformat()},
        but_not=event.by,
    )
    tell_customer_people(ctx, event.customer_id, news, words, _hears)


def _news(ctx: Context, project: Project, entry: Entry) -> tuple[str, str, date, WordsNow] | None:
    """Return the kind of news, where it is shown, its day and its words; None: no news."""
    path = f"/hub/projects/{project.id}"
    # The first promise has no document: it is the plan, not a change of it.
    if entry.kind == ProjectEntry.PROMISED and "document" in entry.data:
        phase = ctx.get(ProjectPhase, int(entry.data["phase"])).title
        day = date.fromisoformat(entry.data["planned"])
        return MOVED, path, day, lambda: letters.moved_words(project.title, phase, day, path)
    if entry.kind == ProjectEntry.DELIVERED:
        phase, day = ctx.get(ProjectPhase, int(entry.data["phase"])).title, entry.day
        words = letters.delivered_words
        return DELIVERED, path, day, lambda: words(project.title, phase, day, path)
    if entry.kind == ProjectEntry.MINUTES_SENT:
        paper = ctx.get(ProjectMinutes, int(entry.data["minutes"]))
        path = f"{path}/minutes/{paper.id}"
        return (
            MINUTES,
            path,
            entry.day,
            lambda: letters.minutes_words(project.title, paper.title, path),
        )
    return None


def _hears(rights: Rights) -> bool:
    return rights.numbers or rights.judge
