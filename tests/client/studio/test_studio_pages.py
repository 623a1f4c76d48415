"""The studio in a browser without script: making, changing, reviewing, publishing, going back."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.client.studio.urls import STUDIO_URLS
from owj.server.records.defs import EntityDef
from owj.server.records.models import SchemaVersion
from owj.server.schema.models import KindChange
from owj.server.schema.queries import drawn_schema
from owj.server.schema.services import open_draft

HOSTILE = "«'\"; DROP TABLE x» <b>🚗</b> \u202eقرمز"
SHOWN = "«&#x27;&quot;; DROP TABLE x» &lt;b&gt;🚗&lt;/b&gt; قرمز"
GIVEN = {"key": "ticket", "field_key": "subject", "kind": "text", "purpose": "create"}
NUMBERS = {"change_id": 1, "item_id": 1, "number": 1}
# Who made and who changed a record, which every own entity says last.
BY = ["x_created_by", "x_updated_by"]


def url(name: str, *args: object) -> str:
    return reverse(f"client:studio_{name}" if name else "client:studio", args=args)


def drawn(desk: Desk, key: str) -> EntityDef:
    """Return an entity as the administrator has drawn it."""
    return drawn_schema(desk.ctx(desk.admin)).by_key[key]


def make_vehicle(client: Client, **fields: str) -> HttpResponse:
    given = {"label_fa": "خودرو", "label_en": "Vehicle", "title_fa": "پلاک", "icon": "car"}
    return client.post(url("new"), given | fields)


def add(client: Client, kind: str, name: str, **fields: object) -> HttpResponse:
    return client.post(url("add_kind", "x_vehicle", kind), {"name_fa": name} | fields)


def publish(client: Client, note: str = "") -> HttpResponse:
    return client.post(url("publish"), {"note": note})


@pytest.mark.parametrize("role", ["agent", "manager", "roleless"])
def test_nobody_but_a_designer_comes_in_anywhere(studio: Desk, role: str) -> None:
    client = client_of(getattr(studio, role))
    for pattern in STUDIO_URLS:
        args = {
            name: GIVEN.get(name, NUMBERS.get(name)) for name in pattern.pattern.regex.groupindex
        }
        address = reverse(f"client:{pattern.name}", kwargs=args)
        assert client.get(address).status_code in {403, 405}, address
        assert client.post(address).status_code in {403, 405}, address
    assert SchemaVersion.objects.get(state="current").changes == []


def test_who_is_not_signed_in_is_led_to_the_door(studio: Desk) -> None:
    answer = Client().get(url(""))
    assert answer.status_code == 302
    assert "/sign-in" in answer["Location"]


def test_an_entity_is_drawn_published_and_gone_back_from(studio: Desk, designer: Client) -> None:
    first = SchemaVersion.objects.get(state="current").number
    assert make_vehicle(designer)["Location"] == url("entity", "x_vehicle")
    add(designer, "date", "تاریخ خرید", key="bought")
    options = {"option_value": ["", ""], "option_fa": ["در کار", "فروخته"]}
    options |= {"option_en": ["", "Sold"], "option_color": ["green", "red"]}
    add(designer, "choice", "وضعیت", key="status", **options)
    add(designer, "link", "مشتری", key="owner", target="customer")
    review = text_of(designer.get(url("changes")))
    assert "پیش‌نویس، ۴ تغییر" in review
    assert "ساختن جدول خودرو" in review
    assert "در یک دم" in review
    assert publish(designer, "ناوگان").status_code == 302
    ctx = studio.ctx(studio.admin)
    vehicle = ctx.snapshot.schema.by_key["x_vehicle"]
    assert list(vehicle.by_key) == ["x_name", "x_bought", "x_status", "x_owner", *BY]
    assert [one.color for one in vehicle.by_key["x_status"].options] == ["green", "red"]
    versions = text_of(designer.get(url("versions")))
    assert "ناوگان" in versions
    assert studio.admin.full_name in versions
    back = url("roll_back", first)
    assert "خودرو" in text_of(designer.get(back))
    assert designer.post(back)["Location"] == url("versions")
    assert "x_vehicle" not in studio.ctx(studio.admin).snapshot.schema.by_key


def test_a_field_is_put_away_with_who_leans_on_it_told_first_and_comes_back(
    studio: Desk, designer: Client
) -> None:
    make_vehicle(designer)
    add(designer, "number", "سال", key="year")
    add(designer, "formula", "سن", key="age", formula="1405 - x_year", result="number")
    publish(designer)
    remove = url("field_remove", "x_vehicle", "x_year")
    assert "سن" in text_of(designer.get(remove))
    designer.post(url("field_remove", "x_vehicle", "x_age"))
    designer.post(remove)
    assert publish(designer).status_code == 302
    page = text_of(designer.get(url("entity", "x_vehicle")))
    assert url("field_restore", "x_vehicle", "x_year") in page
    assert "x_year" not in studio.ctx(studio.admin).snapshot.schema.by_key["x_vehicle"].by_key
    designer.post(url("field_restore", "x_vehicle", "x_year"))
    assert publish(designer).status_code == 302
    assert "x_year" in studio.ctx(studio.admin).snapshot.schema.by_key["x_vehicle"].by_key


def test_a_field_that_others_need_keeps_the_draft_from_being_published(
    studio: Desk, designer: Client
) -> None:
    make_vehicle(designer)
    add(designer, "number", "سال", key="year")
    add(designer, "formula", "سن", key="age", formula="1405 - x_year", result="number")
    publish(designer)
    designer.post(url("field_remove", "x_vehicle", "x_year"))
    review = text_of(designer.get(url("changes")))
    assert "سر راه است" in review
    refused = publish(designer)
    assert refused.status_code == 422
    assert "منتشر نشد" in text_of(refused)
    assert "x_year" in studio.ctx(studio.admin).snapshot.schema.by_key["x_vehicle"].by_key


def test_hostile_names_are_shown_as_they_are_and_turn_nothing(
    studio: Desk, designer: Client
) -> None:
    make_vehicle(designer, label_fa=HOSTILE, label_en="")
    draft = open_draft(studio.ctx(studio.admin))
    key = draft.changes[0].change.key  # type: ignore[union-attr]  # a new entity has a key
    designer.post(url("add_kind", key, "text"), {"name_fa": HOSTILE, "help_fa": HOSTILE})
    choice = {"name_fa": "گزینه", "option_value": [""], "option_fa": [HOSTILE]}
    choice |= {"option_en": [""], "option_color": [""]}
    designer.post(url("add_kind", key, "choice"), choice)
    assert publish(designer, HOSTILE).status_code == 302
    pages = [url(""), url("entity", key), url("versions"), url("map"), url("links", key)]
    pages += [url("form", key, "create"), url("settings", key)]
    for page in pages:
        html = text_of(designer.get(page))
        assert "<b>🚗" not in html, page
        assert "\u202e" not in html, page
    assert SHOWN in text_of(designer.get(url("entity", key)))


def test_ten_thousand_letters_are_refused_in_words_beside_the_input(
    studio: Desk, designer: Client
) -> None:
    answer = make_vehicle(designer, label_fa="ا" * 10_000)
    assert answer.status_code == 422
    assert "دست‌بالا ۸۰ نویسه" in text_of(answer)
    make_vehicle(designer)
    answer = add(designer, "text", "ا" * 10_000)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text_of(answer)
    assert "\x00" not in text_of(add(designer, "text", "الف\x00ب"))


def test_of_a_packages_field_only_its_words_and_rule_change(studio: Desk, designer: Client) -> None:
    page = text_of(designer.get(url("field", "ticket", "subject")))
    assert "فیلد بستهٔ استاندارد است" in page
    said = {"name_fa": "عنوان تیکت", "name_en": "Title", "required": "yes", "track": "yes"}
    designer.post(url("field", "ticket", "subject"), said)
    subject = drawn(studio, "ticket").by_key["subject"]
    assert subject.label.fa == "عنوان تیکت"
    assert designer.post(url("field_remove", "ticket", "subject")).status_code == 200
    assert "subject" in drawn(studio, "ticket").by_key


def test_fields_move_by_buttons_and_by_dragging(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    for name in ("a", "b", "c"):
        add(designer, "text", name, key=name)
    order = url("order", "x_vehicle")
    designer.post(order, {"up": "x_c"}, headers=HTMX)
    assert list(drawn(studio, "x_vehicle").by_key) == ["x_name", "x_a", "x_c", "x_b", *BY]
    designer.post(order, {"order": ["x_b", "x_name", "x_a", "x_c", *BY]})
    assert list(drawn(studio, "x_vehicle").by_key) == ["x_b", "x_name", "x_a", "x_c", *BY]
    designer.post(order, {"order": ["x_b", "x_b", "x_gone"]})
    assert list(drawn(studio, "x_vehicle").by_key) == ["x_b", "x_name", "x_a", "x_c", *BY]


def test_one_change_or_the_whole_draft_is_dropped(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    add(designer, "text", "مدل", key="model")
    draft = open_draft(studio.ctx(studio.admin))
    designer.post(url("drop", draft.changes[1].id))
    assert list(drawn(studio, "x_vehicle").by_key) == ["x_name", *BY]
    designer.post(url("drop_all"))
    assert "x_vehicle" not in drawn_schema(studio.ctx(studio.admin)).by_key


def test_an_archived_entity_leaves_the_list_and_comes_back(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    publish(designer)
    designer.post(url("archive", "x_vehicle"))
    publish(designer)
    html = text_of(designer.get(url("")))
    assert url("unarchive", "x_vehicle") in html
    assert f'href="{url("entity", "x_vehicle")}"' not in html
    designer.post(url("unarchive", "x_vehicle"))
    publish(designer)
    assert f'href="{url("entity", "x_vehicle")}"' in text_of(designer.get(url("")))


def test_a_form_is_drawn_line_by_line_and_kept(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    add(designer, "text", "مدل", key="model")
    add(designer, "number", "سال", key="year")
    publish(designer)
    page = url("form", "x_vehicle", "create")
    lines = ["section:0", "field:x_name", "field:x_model", "field:x_year"]
    shown = text_of(designer.post(page, {"line": lines, "act": "off:x_year"}))
    assert 'value="add:x_year"' in shown
    wrong = {"line": lines, "visible_x_year": "x_gone = 1", "act": "save"}
    assert "x_gone" in text_of(designer.post(page, wrong))
    right = {"line": [*lines[:3], "section:1", lines[3]], "title_fa_1": "جزئیات", "columns_1": "1"}
    right |= {"required_x_year": 'x_model != ""', "wide_x_model": "yes", "act": "save"}
    assert designer.post(page, right)["Location"] == page
    kept = text_of(designer.get(page))
    assert "جزئیات" in kept
    assert "x_model != &quot;&quot;" in kept
    new = text_of(designer.get(reverse("client:new_record", args=["x_vehicle"])))
    assert "جزئیات" in new
    designer.post(url("form_reset", "x_vehicle", "create"))
    assert "جزئیات" not in text_of(designer.get(page))


def test_two_designers_each_have_a_draft_and_the_later_one_looks_again(
    studio: Desk, designer: Client
) -> None:
    from owj.server.identity.people import NewUser, create_user

    other = create_user(NewUser("second", "سارا طراح", "staff", roles=("admin",)))
    second = client_of(other)
    make_vehicle(designer)
    assert "همه منتشر شده" in text_of(second.get(url("")))
    second.post(url("new"), {"label_fa": "بازدید", "label_en": "Visit"})
    publish(second)
    outdated = publish(designer)
    assert outdated.status_code == 409
    assert "سارا طراح" in text_of(outdated)
    assert publish(designer).status_code == 302


def test_a_field_changes_its_kind_with_consent_and_back(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    add(designer, "text", "سال", key="year")
    publish(designer)
    model = studio.ctx(studio.admin).snapshot.model("x_vehicle")
    for year in ("۱۴۰۱", "نمی‌دانم"):
        studio.ctx(studio.admin).create(model, x_name="v", x_year=year)
    address = url("field_kind", "x_vehicle", "x_year")
    looked = text_of(designer.get(address, {"kind": "number"}))
    assert "نمی‌دانم" in looked
    assert "یک عدد درست" in looked
    assert designer.post(address, {"kind": "number"}).status_code == 422
    assert designer.post(address, {"kind": "number", "consent": "yes"}).status_code == 302
    rows = studio.ctx(studio.admin).records("x_vehicle").order_by("id")
    assert [row.x_year for row in rows] == [1401, None]
    [change] = KindChange.objects.all()
    assert f"/kind/{change.pk}/back" in text_of(designer.get(address))
    designer.post(url("field_kind_back", "x_vehicle", "x_year", change.pk))
    rows = studio.ctx(studio.admin).records("x_vehicle").order_by("id")
    assert [row.x_year for row in rows] == ["۱۴۰۱", "نمی‌دانم"]


def test_every_word_has_an_english_one_beside_it(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    about = {"label_fa": "خودرو", "description_fa": "ناوگان ما", "description_en": "Our fleet"}
    designer.post(url("settings", "x_vehicle"), about)
    words = {"help_fa": "برچسب روی در", "help_en": "On the door", "rule": "1 = 1"}
    words |= {"message_fa": "برگزینید", "message_en": "Choose one"}
    options = {"option_value": [""], "option_fa": ["فروخته"], "option_en": ["Sold"]}
    add(designer, "choice", "وضعیت", key="state", option_color=[""], **words, **options)
    designer.post(url("form", "x_vehicle", "create"), {"act": "new-section"})
    field = text_of(designer.get(url("field", "x_vehicle", "x_state")))
    for said in ("On the door", "Choose one", "Sold"):
        assert f'value="{said}"' in field
    page = text_of(designer.get(url("settings", "x_vehicle")))
    assert 'value="Our fleet"' in page
    # An English name that nobody gave is not the Persian one, which a new name would leave behind.
    assert page.count('value="خودرو"') == 2
    publish(designer)
    form = {"line": ["section:0", "field:x_state"], "title_fa_0": "حال", "title_en_0": "State"}
    designer.post(url("form", "x_vehicle", "create"), form | {"act": "save"})
    studio.admin.language = "en"
    studio.admin.save()
    new = text_of(designer.get(reverse("client:new_record", args=["x_vehicle"])))
    for said in ("On the door", "Sold", "State"):
        assert said in new, said


def test_a_retired_option_is_told_in_the_review_and_asked_for_in_filters(
    studio: Desk, designer: Client
) -> None:
    make_vehicle(designer)
    options = {"option_value": ["", ""], "option_fa": ["در کار", "فروخته"]}
    options |= {"option_en": ["Working", "Sold"], "option_color": ["green", ""]}
    add(designer, "choice", "وضعیت", key="state", **options)
    publish(designer)
    ctx = studio.ctx(studio.admin)
    old = ctx.create(ctx.snapshot.model("x_vehicle"), x_name="پژو", x_state="sold")
    again = options | {"name_fa": "وضعیت", "option_value": ["working", "sold"]}
    again |= {"option_retired": ["sold"], "option_color": ["red", ""]}
    designer.post(url("field", "x_vehicle", "x_state"), again)
    review = text_of(designer.get(url("changes")))
    assert "فروخته · Sold (بازنشسته)" in review
    assert "در کار · Working (سرخ)" in review
    publish(designer)
    page = f"/records/x_vehicle/{old.id}"
    assert "فروخته" in text_of(designer.get(page))
    assert 'value="sold"' not in text_of(designer.get("/records/x_vehicle/new"))
    assert 'value="sold"' in text_of(designer.get(f"{page}/x_state", headers=HTMX))
    asked = {"join": "all", "r1.field": "x_state", "r1.op": "any_of"}
    rows = text_of(designer.get("/records/x_vehicle/conditions", asked, headers=HTMX))
    assert "فروخته (بازنشسته)" in rows
    designer.post(url("field_remove", "x_vehicle", "x_state"))
    publish(designer)
    designer.post(url("field_restore", "x_vehicle", "x_state"))
    publish(designer)
    assert "فروخته" in text_of(designer.get(page))


def test_values_that_stand_twice_keep_a_field_from_becoming_unique_and_are_named(
    studio: Desk, designer: Client
) -> None:
    make_vehicle(designer)
    publish(designer)
    ctx = studio.ctx(studio.admin)
    for name in ("پژو", "پژو", "پژو", "سمند"):
        ctx.create(ctx.snapshot.model("x_vehicle"), x_name=name)
    given = {"name_fa": "پلاک", "required": "yes", "unique": "yes"}
    designer.post(url("field", "x_vehicle", "x_name"), given)
    review = text_of(designer.get(url("changes")))
    assert "۱ مقدار در چند رکورد تکرار شده است" in review
    assert "«پژو» در ۳ رکورد" in review
    assert "سمند" not in review
    assert publish(designer).status_code == 422


def test_what_stands_in_the_way_elsewhere_is_told_too(designer: Client) -> None:
    make_vehicle(designer)
    designer.post(url("new"), {"label_fa": "سرویس", "label_en": "Visit", "icon": "car"})
    link = {"name_fa": "خودرو", "key": "car", "target": "x_vehicle"}
    designer.post(url("add_kind", "x_visit", "link"), link)
    publish(designer)
    designer.post(url("archive", "x_vehicle"))
    review = text_of(designer.get(url("changes")))
    assert "سرویس · خودرو: پیوند باید به موجودیتی برسد" in review


def test_records_of_an_archived_entity_stay_readable_and_no_new_ones_are_made(
    studio: Desk, designer: Client
) -> None:
    make_vehicle(designer)
    publish(designer)
    ctx = studio.ctx(studio.admin)
    old = ctx.create(ctx.snapshot.model("x_vehicle"), x_name="پژو۴۰۵")
    designer.post(url("archive", "x_vehicle"))
    publish(designer)
    page = text_of(designer.get("/records/x_vehicle"))
    assert "پژو۴۰۵" in page
    assert "/records/x_vehicle/new" not in page
    assert "پژو۴۰۵" in text_of(designer.get(f"/records/x_vehicle/{old.id}"))
    assert "/records/x_vehicle" not in text_of(designer.get("/records"))
    refused = designer.post("/records/x_vehicle/new", {"x_name": "سمند"})
    assert refused.status_code == 409
    assert "بایگانی" in text_of(refused)
    designer.post(url("unarchive", "x_vehicle"))
    publish(designer)
    assert "/records/x_vehicle" in text_of(designer.get("/records"))
    assert designer.post("/records/x_vehicle/new", {"x_name": "سمند"}).status_code == 302


def test_two_who_draw_one_form_are_told_and_lose_nothing(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    add(designer, "date", "تاریخ خرید", key="bought")
    publish(designer)
    address = url("form", "x_vehicle", "create")
    assert 'name="seen" value="0"' in text_of(designer.get(address))
    theirs = {"line": ["section:0", "field:x_name"], "title_fa_0": "از آنان", "act": "save"}
    mine = {"line": ["section:0", "field:x_bought"], "title_fa_0": "از من", "act": "save"}
    assert designer.post(address, theirs | {"seen": "0"}).status_code == 302
    refused = designer.post(address, mine | {"seen": "0"})
    page = text_of(refused)
    assert refused.status_code == 422
    assert studio.admin.full_name in page
    assert 'value="از من"' in page
    assert 'name="seen" value="1"' in page
    assert "از آنان" in text_of(designer.get(address))
    assert designer.post(address, mine | {"seen": "1"}).status_code == 302
    assert "از من" in text_of(designer.get(address))


def test_two_who_draw_one_view_are_told_and_lose_nothing(designer: Client) -> None:
    make_vehicle(designer)
    publish(designer)
    design = "/records/x_vehicle/views/design"
    given = {"act": "keep", "kind": "list", "column": ["x_name"], "join": "all", "readers": "all"}
    kept = designer.post(design, given | {"name": "ناوگان"})
    view = f"{design}?view={kept['Location'].partition('view=')[2]}"
    assert 'name="seen" value="1"' in text_of(designer.get(view))
    assert designer.post(view, given | {"name": "از آنان", "seen": "1"}).status_code == 302
    refused = designer.post(view, given | {"name": "از من", "seen": "1"})
    assert refused.status_code == 422
    assert 'value="از من"' in text_of(refused)
    assert 'name="seen" value="2"' in text_of(refused)
    assert designer.post(view, given | {"name": "از من", "seen": "2"}).status_code == 302
