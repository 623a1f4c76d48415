"""Looking through another's eyes: for administrators, read-only, remembered page by page."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from owj.kernel.errors import NotAllowed
from owj.server.context import Actor
from owj.server.identity.models import User, UserSession
from owj.server.roles.errors import SeeAsRefused
from owj.server.roles.known import ADMIN
from owj.server.roles.models import SeeAs

_PAGES_KEPT = 500


@transaction.atomic
def begin_seeing_as(by: Actor, seat: UserSession, person_id: int) -> SeeAs:
    """Let this session of an administrator see what a colleague sees, or a person of the hub.

    Raises: NotAllowed, SeeAsRefused for oneself, administrators and shut accounts.
    """
    if not by.has_role(ADMIN):
        raise NotAllowed
    person = User.objects.filter(pk=person_id).first()
    if person is None or seat.user.pk != by.user_id or not _may_be_seen(person):
        raise SeeAsRefused
    end_seeing_as(seat)
    return SeeAs.objects.create(
        by_id=seat.user.pk,
        by_name=by.name,
        person_id=person.pk,
        person_name=person.full_name,
        session=seat,
    )


def end_seeing_as(seat: UserSession) -> None:
    """See with one's own eyes again."""
    SeeAs.objects.filter(session=seat).update(session=None, ended_at=Now())


def person_seen(seat: UserSession) -> User | None:
    """Return through whose eyes a session looks. The session's own person may have ceased to
    administer, or the other one may have become an administrator: then it is over.
    """
    seeing: SeeAs | None = getattr(seat, "seeas", None)
    if seeing is None:
        return None
    person = User.objects.filter(pk=seeing.person_id).first()
    if person is None or not _may_be_seen(person) or ADMIN not in seat.user.roles:
        end_seeing_as(seat)
        return None
    return person


def note_page(seat: UserSession, path: str) -> None:
    """Remember which page was looked at, without what it was asked."""
    seeing = SeeAs.objects.filter(session=seat).first()
    if seeing is not None and len(seeing.pages) < _PAGES_KEPT:
        seeing.pages = [*seeing.pages, path]
        seeing.save(update_fields=["pages"])


def latest_looks(limit: int = 50) -> list[SeeAs]:
    """Return who looked through whose eyes, the latest first."""
    return list(SeeAs.objects.order_by("-began_at", "-id")[:limit])


def _may_be_seen(person: User) -> bool:
    return person.is_active and ADMIN not in person.roles
