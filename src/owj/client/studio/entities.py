"""The entities of an organisation: the standard ones and its own; making, describing, archiving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.studio.door import designer_page
from owj.client.studio.drafted import Drafted, drafted_of, put
from owj.client.studio.looks import DEFAULT_ICON, ICONS
from owj.client.studio.reading import HELP_LIMIT, Refusals, english_of
from owj.kernel.errors import OwjError
from owj.server.records.defs import EntityDef, Kind, Label
from owj.server.records.doors import takes_own_fields
from owj.server.schema.changes import ArchiveEntity, ChangeEntity, CreateEntity, RestoreEntity
from owj.server.schema.data_checks import count_records
from owj.ui.doors import DoorRequest
from owj.ui.failures import status_of, words_of
from owj.ui.hues import HUES
from owj.ui.toasts import add_toast

# Counting further would read whole tables for a figure that nobody needs exactly.
COUNTED_MOST = 10_000
TITLES = frozenset({Kind.TEXT, Kind.AUTO_NUMBER, Kind.EMAIL, Kind.PHONE})


@dataclass(frozen=True, slots=True)
class EntityCard:
    """One entity in the list. records: how many there are, at most COUNTED_MOST."""

    entity: EntityDef
    state: str
    fields: int
    own_fields: int
    records: int

    @property
    def icon(self) -> str:
        """Return the icon it is shown with."""
        return icon_of(self.entity)

    @property
    def is_inner(self) -> bool:
        """Return whether it is a part of others rather than a thing people speak of."""
        return self.entity.title is None or self.entity.key in _INNER

    @property
    def has_more(self) -> bool:
        """Return whether there are more records than were counted."""
        return self.records >= COUNTED_MOST


def icon_of(entity: EntityDef) -> str:
    """Return the icon an entity is shown with."""
    return entity.icon if entity.icon in ICONS else DEFAULT_ICON


_INNER = frozenset({"message", "attachment", "saved_view", "log_import"})


@designer_page
@require_GET
def studio_view(request: DoorRequest) -> HttpResponse:
    """Show every entity."""
    drafted = drafted_of(request.ctx)
    counts = count_records(request.ctx.snapshot.schema, COUNTED_MOST)
    cards = [_card(drafted, one, counts.get(one.key, 0)) for one in drafted.schema.by_key.values()]
    shown = [card for card in cards if not card.entity.archived]
    context = studio_context(drafted) | {
        "own": [card for card in shown if card.entity.own],
        "standard": [card for card in shown if not card.entity.own and not card.is_inner],
        "inner": [card for card in shown if not card.entity.own and card.is_inner],
        "archived": [card for card in cards if card.entity.archived],
    }
    return render(request, "client/studio/entities.html", context)


def studio_context(drafted: Drafted, entity: EntityDef | None = None) -> dict[str, Any]:
    """Return what every page of the studio shows."""
    given: dict[str, Any] = {"nav": "studio", "drafted": drafted}
    if entity is not None:
        published = drafted.is_live(entity) and not entity.archived
        given |= {
            "entity": entity,
            "entity_icon": icon_of(entity),
            "published": published,
            "meets_hub": entity.own or takes_own_fields(entity.key),
            "records_url": reverse("client:records", args=[entity.key]) if published else "",
        }
    return given


def _card(drafted: Drafted, entity: EntityDef, records: int) -> EntityCard:
    fields = entity.by_key.values()
    return EntityCard(
        entity,
        drafted.state_of(entity),
        fields=len(fields),
        own_fields=sum(one.key.startswith("x_") for one in fields),
        records=records,
    )


@dataclass
class EntityForm:
    """What is said about an entity. v: the value of each input; errors: by input."""

    v: dict[str, str]
    errors: Refusals = field(default_factory=Refusals)
    was: EntityDef | None = None

    @property
    def titles(self) -> Sequence[tuple[str, Label]]:
        """Return the fields that may name a record."""
        if self.was is None:
            return ()
        fields = self.was.by_key.values()
        return [(one.key, one.label) for one in fields if one.kind in TITLES]


def form_of_entity(entity: EntityDef) -> EntityForm:
    """Return the form of an entity that is there."""
    description = entity.description or Label("", "")
    values = {
        "label_fa": entity.label.fa,
        "label_en": english_of(entity.label),
        "plural_fa": entity.plural.fa,
        "plural_en": english_of(entity.plural),
        "description_fa": description.fa,
        "description_en": english_of(description),
        "icon": icon_of(entity),
        "color": entity.color,
        "title": entity.title or "",
        "key": entity.key,
    }
    return EntityForm(values, was=entity)


def read_entity(given: QueryDict, was: EntityDef | None, drafted: Drafted) -> EntityForm:
    """Read what came about an entity; names that are missing are said beside their inputs."""
    form = EntityForm({name: given.get(name, "") for name in given}, was=was)
    form.v["icon"] = given.get("icon", "") if given.get("icon") in ICONS else DEFAULT_ICON
    form.v["color"] = given.get("color", "") if given.get("color") in HUES else ""
    label = form.errors.label(given.get("label_fa", ""), given.get("label_en", ""), "label")
    for other in drafted.schema.by_key.values():
        same = {other.label.fa, other.plural.fa} if label.fa else set()
        if (was is None or other.id != was.id) and label.fa in same:
            form.errors["label_fa"] = gettext("Another entity has this name.")
    for name in ("description_fa", "description_en"):
        form.errors.line(given.get(name, ""), name, HELP_LIMIT)
    for name in ("plural_fa", "plural_en"):
        form.errors.line(given.get(name, ""), name)
    return form


def _said(form: EntityForm) -> dict[str, Any]:
    """Return what the form says of an entity; the form has no errors."""
    words = Refusals()
    label = words.label(form.v.get("label_fa", ""), form.v.get("label_en", ""), "label")
    plural_fa = words.line(form.v.get("plural_fa", ""), "plural_fa") or label.fa
    plural_en = words.line(form.v.get("plural_en", ""), "plural_en")
    about_fa = words.line(form.v.get("description_fa", ""), "about", HELP_LIMIT)
    about_en = words.line(form.v.get("description_en", ""), "about", HELP_LIMIT)
    about = Label(about_fa or about_en, about_en or about_fa) if about_fa or about_en else None
    return {
        "label": label,
        "plural": Label(plural_fa, plural_en or (label.en if label.en != label.fa else plural_fa)),
        "description": about,
        "icon": form.v["icon"],
        "color": form.v["color"],
    }


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_entity_view(request: DoorRequest) -> HttpResponse:
    """Make an entity: a name in either language, an icon, a colour."""
    drafted = drafted_of(request.ctx)
    form = EntityForm({"icon": DEFAULT_ICON, "color": "", "title_fa": gettext("Name")})
    if request.method == "POST":
        form = read_entity(request.POST, None, drafted)
        if not form.errors:
            title = Refusals().line(form.v.get("title_fa", ""), "title_fa")
            change = CreateEntity(**_said(form), title=Label(title, "") if title else None)
            try:
                made = cast("CreateEntity", put(request.ctx, change))
            except OwjError as error:
                form.errors["label_fa"] = words_of(error)
            else:
                add_toast(request, gettext("The entity is in the draft; give it its fields."))
                return redirect("client:studio_entity", made.key)
    return _entity_page(request, drafted, form, None)


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def entity_settings_view(request: DoorRequest, key: str) -> HttpResponse:
    """Rename and describe an entity."""
    drafted = drafted_of(request.ctx)
    entity = drafted.entity(key)
    form = form_of_entity(entity)
    if request.method == "POST":
        form = read_entity(request.POST, entity, drafted)
        if not form.errors:
            try:
                put(request.ctx, _changes_of(entity, form))
            except OwjError as error:
                form.errors["label_fa"] = words_of(error)
            else:
                add_toast(request, gettext("The change is in the draft."))
                return redirect("client:studio_entity", key)
    return _entity_page(request, drafted, form, entity)


def _changes_of(entity: EntityDef, form: EntityForm) -> ChangeEntity:
    said = _said(form)
    title = form.v.get("title", "")
    if title in {key for key, _label in form.titles}:
        said["title"] = title
    kept = {"icon"} if form.v["icon"] == icon_of(entity) else set()
    changed = {
        name: value
        for name, value in said.items()
        if name not in kept and value != getattr(entity, name)
    }
    return ChangeEntity(entity.key, changed)


def _entity_page(
    request: DoorRequest, drafted: Drafted, form: EntityForm, entity: EntityDef | None
) -> HttpResponse:
    context = studio_context(drafted, entity) | {
        "form": form,
        "icons": ICONS,
        "colors": [(color, name) for color, (_hue, name) in HUES.items()],
        "tab": "settings",
    }
    status = 422 if form.errors else 200
    return render(request, "client/studio/entity_form.html", context, status=status)


@designer_page
@require_POST
def archive_view(request: DoorRequest, key: str) -> HttpResponse:
    """Take an entity off the menus; its records stay readable."""
    return _move(request, key, ArchiveEntity(key), gettext("It will be archived on publishing."))


@designer_page
@require_POST
def unarchive_view(request: DoorRequest, key: str) -> HttpResponse:
    """Bring an archived entity back."""
    return _move(request, key, RestoreEntity(key), gettext("It will be back on publishing."))


def _move(
    request: DoorRequest, key: str, change: ArchiveEntity | RestoreEntity, words: str
) -> HttpResponse:
    drafted = drafted_of(request.ctx)
    drafted.entity(key)
    try:
        put(request.ctx, change)
    except OwjError as error:
        if status_of(error) >= 500:
            raise
        add_toast(request, words_of(error), tone="danger")
    else:
        add_toast(request, words, url="")
    return redirect("client:studio")
