"""The administrator's pages of people."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from qa_app.access import Role
from qa_app.db import db
from qa_app.people.models import Person
from qa_app.people.queries import person_with_email
from qa_app.trail import TrailEvent
from tests import factories

from .doing import facts, sign_in, someone


def ticked(page, name):
    return [box["value"] for box in page.select(f"input[name={name}]") if box.has_attr("checked")]


def test_a_person_is_added_and_can_choose_a_password_with_the_link_shown(admin, browser):
    service = factories.service("Fieldwork")
    team = factories.team("Assessment team", service)
    page = admin.press(
        admin.open("/people/add"),
        "Add the person",
        expect=200,
        name="  Robin   Reed ",
        email="Robin.Reed@Council.example",
        roles=["auditor", "head-of-service"],
        heads=str(service.id),
        team=str(team.id),
    )
    person = person_with_email("robin.reed@council.example")
    assert (person.name, person.team, person.services_headed) == ("Robin Reed", team, {service.id})
    link = page.select_one("#link").get_text(strip=True)
    phrase = "seven herons by a lock"
    browser.press(browser.open(link.partition("localhost")[2]), "Set the password", new_password=phrase)
    sign_in(browser, person.email, phrase)
    kinds = db.session.scalars(select(TrailEvent.kind).where(TrailEvent.subject == "person")).all()
    assert kinds == ["person:add", "person:offer-link", "person:set-password"]
    with admin.client.session_transaction() as session:
        assert not any(link.rpartition("/")[2] in str(value) for value in session.values())


def test_the_list_says_roles_in_words_and_who_is_closed(admin):
    service = factories.service("Fieldwork")
    factories.person(Role.AUDITOR, Role.QA_MANAGER, name="Bo", heads=(service,))
    factories.person(name="Cy", is_active=False)
    listed = admin.open("/people/").select("tbody tr")
    rows = {row.th.get_text(strip=True): row.get_text(" ", strip=True) for row in listed}
    assert "QA manager; Auditor; Head of service: Fieldwork" in rows["Bo"]
    assert "No role yet" in rows["Cy"]
    assert "Closed" in rows["Cy"]


def test_long_lists_come_in_pages_with_a_bounded_number_of_queries(admin):
    service = factories.service()
    for number in range(60):
        team = factories.team(in_service=service)
        factories.person(Role.AUDITOR, name=f"Person {number:03}", team=team, heads=(service,))
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    connection = db.session.connection()
    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        first = admin.open("/people/")
        few = len(asked)
        second = admin.open("/people/?page=2")
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)
    assert len(first.select("tbody tr")) == 50
    assert len(second.select("tbody tr")) == 11
    assert "page 2 of 2" in second.title.text
    assert 0 < few <= 12
    names = [row.th.get_text(strip=True) for row in [*first.select("tbody tr"), *second.select("tbody tr")]]
    assert names == sorted(names)


@pytest.mark.parametrize("page", ["0", "-1", "3", "x", "²", "", "9" * 40, "1e3", "1; drop"])
def test_C7_a_page_that_is_not_there_is_not_found(admin, page):
    admin.client.get("/people/", query_string={"page": page})
    assert admin.client.get("/people/", query_string={"page": page}).status_code == 404


def test_the_page_of_a_person_says_what_each_role_means(admin):
    page = admin.open(f"/people/{someone().id}")
    hints = " ".join(hint.get_text(" ", strip=True) for hint in page.select(".govuk-checkboxes__hint"))
    for said in ("Gives no sight of any case or audit", "reads no others", "grading is over", "services ticked below"):
        assert said in hints
    assert "taken away signs them out at once" in page.main.get_text()


def test_a_person_is_changed(admin):
    who = factories.person(Role.AUDITOR)
    service = factories.service()
    page = admin.open(f"/people/{who.id}")
    assert ticked(page, "roles") == ["auditor"]
    answers = {"name": "New Name", "email": "NEW@council.example", "roles": ["auditor", "head-of-service"]}
    admin.press(page, "Save the changes", **answers, heads=str(service.id))
    assert facts(who)[1:3] == ("new@council.example", "New Name")
    assert who.services_headed == {service.id}
    assert "New Name was changed" in admin.follow().get_text()
    page = admin.open(f"/people/{who.id}")
    assert (ticked(page, "roles"), ticked(page, "heads")) == (["auditor", "head-of-service"], [str(service.id)])


def test_C10_fields_that_no_form_has_are_ignored(admin):
    who, other = someone(), someone()
    others = facts(other)
    extra = {"id": other.id, "is_active": "", "password_hash": "x", "team_id": "9", "grants": "administrator"}
    extra |= {"person": other.id, "person_id": other.id, "services_headed": "1", "status": "x", "by": other.id}
    before = facts(who)
    admin.press(admin.open(f"/people/{who.id}"), "Save the changes", **extra)
    assert facts(who) == before
    added = {"name": "Plain", "email": "plain@council.example", "revision": "77", "account": "closed"}
    admin.press(admin.open("/people/add"), "Add the person", expect=200, **extra, **added)
    new = person_with_email("plain@council.example")
    assert facts(new)[3:] == (None, None, True, [])
    assert new.id not in (who.id, other.id)
    assert new.revision == 1
    assert facts(other) == others
    admin.press(admin.open("/structure/services/add"), "Add the service", **extra, name="Fieldwork", teams="x")
    assert facts(other) == others


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"name": " "}, "Enter the person’s name"),
        ({"name": "x" * 101}, "Use at most 100 characters"),
        ({"name": "Eve\u202eevil"}, "Use letters, figures and ordinary signs only"),
        ({"email": "no address"}, "Enter an e-mail address like"),
        ({"email": "a@b\u200b.example"}, "Enter an e-mail address like"),
        ({"roles": "director"}, "Choose from what is offered here"),
        ({"team": "99999"}, "Choose from what is offered here"),
        ({"team": "x"}, "Choose from what is offered here"),
        ({"heads": "99999"}, "Choose from what is offered here"),
        ({"heads": "x"}, "Choose from what is offered here"),
        ({"roles": "head-of-service"}, "Tick the services that this person heads"),
    ],
)
def test_D10_bad_answers_are_said_in_words_keep_the_rest_and_change_nothing(admin, answers, said):
    factories.service()
    good = {"name": "Kept Name", "email": "kept@council.example", "roles": "auditor"}
    page = admin.press(admin.open("/people/add"), "Add the person", expect=200, **{**good, **answers})
    assert said in page.select_one(".govuk-error-summary").get_text()
    for name in {"name", "email"} - set(answers):
        assert page.select_one(f"input[name={name}]")["value"] == good[name]
    assert len(db.session.scalars(select(Person)).all()) == 1


def test_an_address_belongs_to_one_account(admin):
    first, second = someone(email="one@council.example"), someone()
    answers = {"name": "Kept Name", "email": "ONE@council.example"}
    page = admin.press(admin.open("/people/add"), "Add the person", expect=409, **answers)
    assert "There is an account with this e-mail address already" in page.select_one(".govuk-error-summary").text
    assert page.select_one("input[name=name]")["value"] == "Kept Name"
    admin.press(admin.open(f"/people/{second.id}"), "Save the changes", expect=409, **answers)
    assert facts(second)[1] != facts(first)[1]


def test_B1_of_two_administrators_the_stale_one_sees_both_and_overwrites_nothing(admin, browser_of):
    who = someone(name="Before")
    other = browser_of(factories.person(Role.ADMINISTRATOR))
    mine, theirs = admin.open(f"/people/{who.id}"), other.open(f"/people/{who.id}")
    other.press(theirs, "Save the changes", roles=["auditor", "qa-manager"])
    page = admin.press(mine, "Save the changes", expect=409, name="Mine")
    assert "Somebody else changed this person" in page.select_one(".govuk-error-summary").text
    assert "QA manager; Auditor" in page.select_one(".govuk-summary-list").text
    assert page.select_one("input[name=name]")["value"] == "Mine"
    assert ticked(page, "roles") == ["auditor"]
    assert facts(who)[2] == "Before"
    assert {grant.role for grant in who.grants} == {"auditor", "qa-manager"}
    admin.press(page, "Save the changes")
    assert facts(who)[2] == "Mine"


@pytest.mark.parametrize("revision", ["", "x", "0", "-1", "²", "99", [], "9" * 5_000])
def test_B1_a_form_without_its_revision_counts_as_stale(admin, revision):
    who = someone(name="Before")
    admin.press(admin.open(f"/people/{who.id}"), "Save the changes", expect=409, name="Mine", revision=revision)
    assert facts(who)[2] == "Before"


def test_D10_a_role_sent_twice_is_given_once(admin):
    named = {"name": "Twice", "email": "twice@council.example", "roles": ["auditor", "auditor"]}
    admin.press(admin.open("/people/add"), "Add the person", expect=200, **named)
    assert [grant.role for grant in person_with_email("twice@council.example").grants] == ["auditor"]


def test_B1_a_mistake_in_the_form_does_not_renew_its_revision(admin, browser_of):
    who = someone(name="Before")
    mine = admin.open(f"/people/{who.id}")
    other = browser_of(factories.person(Role.ADMINISTRATOR))
    other.press(other.open(f"/people/{who.id}"), "Save the changes", name="Theirs")
    mine = admin.press(mine, "Save the changes", expect=200, email="nonsense")
    admin.press(mine, "Save the changes", expect=409, email="mine@council.example")
    assert facts(who)[2] == "Theirs"


def test_D1_a_name_is_shown_as_text(admin):
    sign = '<svg/onload=alert(1)>"${7*7}'
    who = someone(name=sign)
    assert admin.open("/people/").select_one(f'a[href="/people/{who.id}"]').get_text() == sign
    assert admin.open(f"/people/{who.id}").h1.get_text() == sign


def test_D12_a_link_is_made_by_pressing_only(admin):
    admin.open(f"/people/{someone().id}/link", expect=405)
