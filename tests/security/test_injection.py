"""What people write comes back as what they wrote: never as markup, a template or a header."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from io import BytesIO
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from owj.kernel.persian.digits import latin_digits
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Contact, Customer
from owj.packages.desk.drafts import LoggedCall, Note, OpenTicket, Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import (
    add_note,
    assign_ticket,
    log_call,
    open_ticket,
    rate_ticket,
    reopen_ticket,
    reply_publicly,
    resolve_ticket,
)
from owj.server.context import SYSTEM
from owj.server.files.services import store_file
from owj.server.identity.models import User, UserSession
from owj.server.notices.models import Notice
from owj.server.notices.services import notify_users
from owj.server.outbox.channels import Outgoing
from owj.server.outbox.email import deliver_email
from owj.server.outbox.models import OutboxMessage
from owj.server.workspace.queries import WorkspaceSettings
from owj.server.workspace.services import set_workspace
from tests.security.asking import HTMX, answer_of
from tests.security.drawn import ATTRIBUTE, ELEMENT, DrawnPage
from tests.security.world import World

E, A = ELEMENT, ATTRIBUTE
SINGLE = (
    f"<{E}>one</{E}>",
    f'"><{E} {A}=1>two',
    f"'><{E}>three' {A}='1",
    f'four" {A}="1" onmouseover="owj()" x="',
    f"five {A}=1 onfocus=owj() autofocus",
    f"</textarea></title></script></template></select><{E}>six",
    f"--><{E}><!--seven ]]><{E}>",
    f"&lt;{E}&gt; &#60;{E}&#x3e; &amp;quot; &quot; eight",
    f"<svg onload=owj()><img src=x onerror=owj()><{E}>nine",
    "{{ 7919|add:7907 }}{% debug %}{% load owj %}{# x #}{{ request.META }} ten",
    "{{7919*7907}} ${7919*7907} #{7919*7907} <%= 7919*7907 %> *{7919*7907}",
    "%(ticket)s %(name)s %s %d %n {0} {ticket} {0.__class__} %% {} eleven",
    "javascript:owj()//twelve",
    f'"]}}</script>\\u003c{E}\\u003e","x":["thirteen',
    f"+ADw-{E}+AD4- fourteen",
    "'; DROP TABLE e_ticket; -- 1' OR '1'='1 fifteen %_\\",
    '=HYPERLINK("http://evil.example") +1 -1 @SUM(1) sixteen',
)
# As long as a subject may be: fewer pages to draw, and what one of them breaks fails for all.
LENGTH = 190


def joined(texts: Iterable[str]) -> list[str]:
    """Return the texts put together to lines of at most LENGTH letters."""
    lines = [""]
    for text in texts:
        line = f"{lines[-1]} {text}".strip()
        lines[-1:] = [line] if len(line) <= LENGTH else [lines[-1], text]
    return lines


PAYLOADS = dict(enumerate(joined(SINGLE)))
# What a template engine would make of them.
EVALUATED = ("15826", "62615533")
HEADS = {
    "Content-Type",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
}
STAFF_PAGES = (
    "client:inbox",
    "client:inbox_rows",
    "client:customers",
    "client:new_ticket",
    "client:customer_options",
    "ui:notices",
    "ui:bell",
    "ui:me",
)
HUB_PAGES = ("hub:home", "hub:tickets", "hub:new_ticket", "ui:hub_me")


@dataclass
class Written:
    """The tickets that people wrote the payloads into: one that is worked on, one that is done."""

    open_ones: dict[int, Ticket]
    done: dict[int, Ticket]


def write_all(world: World) -> Written:
    """Write every payload into every place that takes words."""
    open_ones, done = {}, {}
    for name, payload in PAYLOADS.items():
        open_ones[name] = write_everywhere(world, payload)
        done[name] = finish_with(world, payload)
    return Written(open_ones, done)


def write_everywhere(world: World, payload: str) -> Ticket:
    """Let both sides write the payload into one ticket that stays open."""
    desk = world.desk
    mine, agent = desk.ctx(desk.hub_user), desk.ctx(desk.agent)
    file = store_file(BytesIO(b"x"), f"{payload}.txt", desk.hub_user.actor)
    draft = OpenTicket(subject=payload, text=payload, is_bug=False, files=(file.id,))
    ticket = open_ticket(mine, draft)
    reply_publicly(agent, ticket.id, Reply(payload))
    add_note(agent, ticket.id, Note(payload))
    log_call(agent, ticket.id, LoggedCall(payload))
    return ticket


def finish_with(world: World, payload: str) -> Ticket:
    """Let a ticket be solved, rated and reopened with the payload."""
    desk = world.desk
    mine, agent = desk.ctx(desk.hub_user), desk.ctx(desk.agent)
    ticket = open_ticket(mine, OpenTicket(subject=payload, text=payload, is_bug=False))
    reply_publicly(agent, ticket.id, Reply(payload))
    resolve_ticket(agent, ticket.id, text=payload)
    rate_ticket(mine, ticket.id, 2, payload)
    return reopen_ticket(mine, ticket.id, text=payload)


def name_everybody(world: World, payload: str) -> None:
    """Call people, organisations and devices by the payload."""
    desk, system = world.desk, world.desk.system
    User.objects.filter(pk__in=[desk.agent.pk, desk.hub_user.pk]).update(full_name=payload)
    UserSession.objects.filter(user=desk.agent).update(device=payload[:120])
    customer = system.get(Customer, desk.customer.id)
    system.update(customer, name=payload, city=payload[:80], note=payload)
    contact = system.get(Contact, desk.contact.id)
    system.update(contact, name=payload, title=payload[:120])
    for contract in system.rows(Contract).filter(customer_id=desk.customer.id):
        system.update(contract, title=payload, number=payload[:60])
    set_workspace(WorkspaceSettings(payload, payload, "Asia/Tehran"), by=SYSTEM)


def drawn(response: object) -> DrawnPage:
    """Return the page of an answer after looking for whatever broke out of its words."""
    answer = answer_of(response)
    assert answer.status_code in {200, 404, 409, 422}, answer.status_code
    html = answer.content.decode()
    page = DrawnPage(html)
    assert page.faults == []
    plain = latin_digits(html)
    assert [value for value in EVALUATED if value in plain] == []
    return page


def folded(text: str) -> str:
    """Return the text as pages show it: white space is one space."""
    return " ".join(text.split())


def in_english(world: World) -> None:
    """Let everybody read English."""
    User.objects.update(language="en")


def test_pages_and_letters_say_what_was_written_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test: writing everything everywhere takes longer than reading it."""
    written = write_all(world)
    check_tickets(world, written)
    check_lists(world)
    check_letters(monkeypatch)
    in_english(world)
    check_tickets(world, written, only=(2, 3))
    check_lists(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM e_ticket")
        assert cursor.fetchone()[0] >= 2 * len(PAYLOADS)


def check_tickets(world: World, written: Written, only: Iterable[int] = PAYLOADS) -> None:
    """Look at every ticket from both sides."""
    agent, mine = world.person("agent").client, world.person("mine").client
    for tickets in (written.open_ones, written.done):
        for name in only:
            for client, address in ((agent, "client:ticket"), (mine, "hub:ticket")):
                page = drawn(client.get(reverse(address, args=[tickets[name].tracking_id])))
                assert folded(PAYLOADS[name]) in page.text, (address, name)


def check_lists(world: World) -> None:
    """Look at the pages that show many tickets."""
    for person, pages in (("agent", STAFF_PAGES), ("mine", HUB_PAGES)):
        client = world.person(person).client
        shown = " ".join(drawn(client.get(reverse(page))).text for page in pages)
        for payload in PAYLOADS.values():
            assert folded(payload) in shown, (person, payload)


def check_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the letters that all this has sent."""
    sent = letters_sent(monkeypatch)
    for row in OutboxMessage.objects.filter(channel="email"):
        deliver_email(letter(row.payload))
    heads = [message.message().items() for message in sent]
    assert {name for head in heads for name, _ in head} <= HEADS
    assert all(len(dict(head)) == len(head) for head in heads)
    assert {message.content_subtype for message in sent} == {"plain"}
    bodies = " ".join(str(message.body) for message in sent)
    subjects = " ".join(str(message.subject) for message in sent)
    for payload in PAYLOADS.values():
        assert payload in bodies
        assert folded(payload) in subjects
    assert [value for value in EVALUATED if value in latin_digits(bodies + subjects)] == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_people_and_organisations_may_be_called_anything(world: World, name: int) -> None:
    payload = PAYLOADS[name]
    name_everybody(world, payload)
    assign_ticket(world.desk.ctx(world.desk.agent), world.mine_open.id, None)
    agent, mine = world.person("agent").client, world.person("mine").client
    tracking_id = world.mine_open.tracking_id
    pages = [
        (agent, reverse("client:ticket", args=[tracking_id])),
        (agent, reverse("client:customer", args=[world.desk.customer.id])),
        (agent, reverse("client:contacts") + f"?customer={world.desk.customer.id}"),
        (agent, reverse("client:inbox")),
        (agent, reverse("ui:me")),
        (mine, reverse("hub:ticket", args=[tracking_id])),
        (mine, reverse("hub:home")),
        (Client(), reverse("ui:sign_in")),
    ]
    for client, page in pages:
        assert folded(payload) in drawn(client.get(page)).text, page


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_is_asked_for_comes_back_as_words(world: World, name: int) -> None:
    payload = PAYLOADS[name]
    agent, mine = world.person("agent").client, world.person("mine").client
    fields = ("q", "customer_q", "after", "nav", "customer", "sort", "queue", "shown", "next")
    asked = dict.fromkeys(fields, payload)
    for client, pages in ((agent, STAFF_PAGES), (mine, HUB_PAGES)):
        for page in pages:
            for headers in ({}, HTMX):
                drawn(client.get(reverse(page), asked, headers=headers))
    drawn(agent.get(reverse("ui:places"), {"nav": payload}))
    inbox = drawn(agent.get(reverse("client:inbox"), {"q": payload}))
    assert folded(payload) in inbox.text
    for client, address in ((agent, "/nowhere/"), (agent, "/tickets/"), (mine, "/hub/tickets/")):
        drawn(client.get(address + quote(payload, safe="")))


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_refused_form_keeps_what_was_written(world: World, name: int) -> None:
    payload = PAYLOADS[name]
    agent, mine = world.person("agent").client, world.person("mine").client
    wrong = {"key": uuid4(), "subject": payload, "text": payload, "kind": payload}
    wrong |= {"blocks_use": payload, "importance": payload, "customer_q": payload}
    for client, page in ((agent, "client:new_ticket"), (mine, "hub:new_ticket")):
        assert folded(payload) in drawn(client.post(reverse(page), wrong)).text
    ids = {"tracking_id": world.mine_open.tracking_id}
    compose = {"key": uuid4(), "kind": "reply", "text": payload, "announce": payload, "then": "x"}
    for headers in ({}, HTMX):
        answer = agent.post(reverse("client:reply", kwargs=ids), compose, headers=headers)
        assert folded(payload) in drawn(answer).text
    names = {"username": payload[:150], "next": payload}
    assert folded(payload) in drawn(Client().post(reverse("ui:sign_in"), names)).text


def test_news_at_the_edge_of_the_page_say_what_was_written(world: World) -> None:
    agent = world.person("agent").client
    address = reverse("client:assign", args=[world.mine_open.tracking_id])
    for payload in PAYLOADS.values():
        User.objects.filter(pk=world.desk.colleague.pk).update(full_name=payload)
        form = {"to": world.desk.colleague.pk, "before": payload}
        page = drawn(agent.post(address, form, headers=HTMX))
        assert folded(payload) in page.text
        Notice.objects.all().delete()
        notify_users([world.desk.agent.pk], "p0_alarm", url="/inbox", data={"subject": payload})
        assert folded(payload) in drawn(agent.get(reverse("ui:bell"), headers=HTMX)).text


def letters_sent(monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """Collect the letters instead of sending them."""
    sent: list[EmailMessage] = []

    def keep(message: EmailMessage) -> None:
        sent.append(message)

    monkeypatch.setattr(EmailMessage, "send", keep)
    return sent


def letter(payload: dict[str, str]) -> Outgoing:
    """Return a letter as the outbox hands it over."""
    return Outgoing(1, "a@b.example", payload, "key", 1, maybe_duplicate=False)


def test_a_line_break_in_a_subject_starts_no_head(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = letters_sent(monkeypatch)
    payload = {"subject": "a\r\nBcc: evil@evil.example\r\n\r\nbody\x85x\u2028y", "body": "x"}
    deliver_email(letter(payload))
    (message,) = sent
    assert "Bcc" not in message.message()
    assert "\n" not in message.subject


def test_the_reader_of_pages_sees_what_breaks_out() -> None:
    """Else every page would look harmless."""
    for html in (
        f"<p><{E}></p>",
        f'<p {A}="1">',
        '<p onclick="x">',
        '<a href="java\tscript:x">',
        '<a href="//evil">',
        '<div hx-get="https://evil">',
        "<script>x</script>",
        '<p style="x">',
        "<iframe>",
    ):
        assert DrawnPage(html).faults, html
    assert DrawnPage(f'<p title="&quot;&gt;&lt;{E}&gt;">&lt;{E}&gt;</p>').faults == []


def check_name(response: HttpResponse, payload: str) -> None:
    """Fail when a file's name starts another header or leaves its quotes."""
    head = Message()
    head["Content-Disposition"] = response.headers["Content-Disposition"]
    assert not {"\r", "\n"} & set(response.headers["Content-Disposition"])
    assert [name for name, _ in head.get_params([], "Content-Disposition")] == [
        "attachment",
        "filename",
    ], payload
    assert not {"/", "\r", "\n"} & set(head.get_filename("/"))


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_file_may_be_called_anything(world: World, name: int) -> None:
    payload = PAYLOADS[name]
    mine = world.desk.ctx(world.desk.hub_user)
    file = store_file(BytesIO(b"x"), f'{payload}\r\nX: y";.html', world.desk.hub_user.actor)
    open_ticket(mine, OpenTicket(subject="s", text="t", is_bug=False, files=(file.id,)))
    answer = answer_of(world.person("mine").client.get(reverse("hub:file", args=[file.id])))
    assert answer.status_code == 200
    check_name(answer, payload)
    assert "X" not in answer.headers
