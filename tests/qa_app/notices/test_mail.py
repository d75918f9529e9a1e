"""What a mail says, and to whom alone: the sentence and the way to the page, and nothing that is private."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from qa_app.access import Role
from qa_app.db import Base, db, now
from qa_app.notices.delivery import Delivered, deliver
from qa_app.notices.mail import Letter
from qa_app.notices.models import Notice
from tests import factories
from tests.qa_app.access.changing_forms import FORMS
from tests.qa_app.access.council import Clients, council, undone
from tests.qa_app.access.test_meddling import press
from tests.qa_app.notices.postbox import Postbox, listening, server_of

GRADES = {"outstanding", "good", "requires improvement", "inadequate"}
COLUMNS = [
    (table, column)
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if column.info.get("private") and table.name != "notice" and column.name != "key"
]
"""Of every other table; without the random keys of which links are made, which tell nothing."""


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening(Postbox()) as box:
        yield box


def letter(**said: Any) -> Letter:
    usual = {"to": "ann@council.example", "about": "An audit was given to you.", "path": "/audits/abc"}
    return Letter(**{"notice": 1, "at": now(), "urgent": False, "taken_until": now(), **usual, **said})


def test_a_mail_says_who_writes_the_sentence_and_the_whole_link(app, box):
    person = factories.person(Role.AUDITOR)
    factories.notice(person, about="An audit was given to you.", path="/audits/abc")
    deliver(server_of(app, box.port, COUNCIL_NAME="Wörth, “Larks” Council"))
    (mail,) = box.mails
    assert mail["From"] == '"Case audits, Wörth, “Larks” Council" <audits@council.example>'
    assert (mail["To"], mail["Subject"]) == (person.email, "Case audits: a notice for you")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == [
        "An audit was given to you.",
        "",
        "https://audits.council.example/audits/abc",
        "",
        "You are told this by Case audits of Wörth, “Larks” Council.",
        "Nobody reads answers to this e-mail.",
    ]


def strings(value: Any) -> Iterator[str]:
    """Every text in a value of a column, also inside JSON; those so short that any text has them are left out."""
    if isinstance(value, str) and len(value) > 3:
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from strings(each)


def private_texts() -> set[str]:
    """All that stands in a private column of any table, the council's own IDs of the cases, and the grades."""
    rows = [db.session.scalars(sa.select(column)).all() for _, column in COLUMNS]
    return {text for row in rows for text in strings(list(row))} | GRADES


def told(text: str, words: set[str]) -> list[str]:
    return [word for word in words if word.lower() in text.lower()]


def test_C4_no_mail_that_any_form_leads_to_says_anything_private(app):
    scene, server, sentences = council(), server_of(app, 25), set()
    clients = Clients(app, scene.people)
    told_before = set(db.session.scalars(sa.select(Notice.id)))
    for address, work in FORMS.items():
        doing = work(scene.own.things)
        with undone():
            press(clients.of(doing[0]), doing, {})
            words = private_texts() | set(strings(doing[3]))
            for notice in db.session.scalars(sa.select(Notice).where(Notice.id.not_in(told_before))):
                mail = server.written(letter(to=notice.person.email, about=notice.about, path=notice.path))
                whole = f"{mail.get_content()} {mail['Subject']} {mail['From']} {mail['Message-ID']}"
                assert told(whole, words) == [], f"{address}: {notice.about}"
                sentences.add(notice.about)
    assert len(sentences) >= 8


def test_C4_the_search_for_what_is_private_finds_it(app):
    scene = council()
    words = private_texts()
    audit = scene.own.final
    for leak in (audit.entry.case.reference, audit.entry.worker, "The plan has no dates.", "Inadequate"):
        assert told(f"An audit: {leak}", words), leak


HOSTILE = ("ann@council.example\r\nBcc: all@elsewhere.example", "ann@council.example\nX: y", "\r\n.\r\nMAIL FROM:<x@y>")


@pytest.mark.parametrize("address", HOSTILE)
def test_D14_an_address_with_a_line_end_is_refused_and_delays_nobody(app, box, address):
    """Nobody can type one; a database that was mended by hand could hold it."""
    factories.notice(factories.person(Role.AUDITOR, email=address), urgent=True)
    good = factories.person(Role.AUDITOR)
    factories.notice(good)
    assert deliver(server_of(app, box.port)) == Delivered(mailed=1, refused=1)
    assert box.to == [good.email]
    assert db.session.scalars(sa.select(Notice.refused_with).where(Notice.refusals == 1)).all() == ["no address"]


def test_D14_line_ends_in_a_name_or_a_sentence_make_no_header_and_no_second_mail(app, box):
    person = factories.person(Role.AUDITOR, name="Ann\r\nBcc: all@elsewhere.example")
    ends = "An audit.\r\n.\r\nMAIL FROM:<x@y.example>\r\nBcc: all@elsewhere.example"
    factories.notice(person, about=ends, path="/audits/abc\r\n.\r\nX: y")
    assert deliver(server_of(app, box.port)) == Delivered(mailed=1)
    (mail,) = box.mails
    assert box.to == [person.email]
    assert {*mail.keys()}.isdisjoint({"Bcc", "X"})
    assert "Bcc: all@elsewhere.example" in mail.get_content()


@pytest.mark.parametrize("path", ["/audits/abc", "audits/abc", "//audits/abc"])
def test_a_link_never_leads_elsewhere(app, path):
    text = server_of(app, 25).written(letter(path=path)).get_content()
    assert "\nhttps://audits.council.example/audits/abc\n" in text


def test_C8_a_message_id_is_the_notices_own_for_ever_and_tells_nothing(app):
    server, one = server_of(app, 25), letter()
    assert server.message_id(one) == server.message_id(replace(one, taken_until=now(), to="new@council.example"))
    others = [replace(one, notice=2), replace(one, at=now())]
    assert len({server.message_id(each) for each in (one, *others)}) == 3
    assert replace(server, secret="another").message_id(one) != server.message_id(one)


def test_the_urgent_say_so(app, browser_of):
    assert server_of(app, 25).written(letter(urgent=True))["Subject"] == "Case audits: an urgent notice for you"
    person = factories.person(Role.AUDITOR)
    factories.notice(person, about="It can wait.")
    factories.notice(person, about="It cannot wait.", urgent=True, at=now())
    factories.notice(person, about="It can wait too.")
    items = [each.get_text(" ", strip=True) for each in browser_of(person).open("/").select(".app-notice")]
    assert [each.partition(".")[0] for each in items] == ["Urgent It cannot wait", "It can wait too", "It can wait"]
