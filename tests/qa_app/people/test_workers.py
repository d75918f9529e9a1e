"""The name in the case list: by which a practitioner's account stands for a worker."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.access import Role
from qa_app.db import db, transaction
from qa_app.people import operations
from qa_app.people.models import Person
from qa_app.refusals import Refusal
from qa_app.trail import TrailEvent
from tests import factories

NAME = "Robin Worker"


def add(admin, *, expect=200, **typed):
    said = {"name": "Robin Worker", "email": "robin@council.example", "roles": "practitioner", **typed}
    return admin.press(admin.open("/people/add"), "Add the person", expect=expect, **said)


def people() -> list[tuple]:
    db.session.expire_all()
    found = db.session.scalars(select(Person).order_by(Person.id))
    return [(one.name, one.name_in_case_list, one.team_id, one.is_active) for one in found]


def test_a_practitioner_is_added_with_a_team_and_the_name_and_the_trail_knows_that_not_what(admin):
    team = factories.team()
    add(admin, team=str(team.id), name_in_case_list=f"  {NAME.replace(' ', '   ')} ")
    person = db.session.scalars(select(Person).where(Person.name_in_case_list == NAME)).one()
    assert (person.team_id, person.has(Role.PRACTITIONER)) == (team.id, True)
    admin.press(admin.open(f"/people/{person.id}"), "Save the changes", name_in_case_list="Robin Married")
    event = db.session.scalars(select(TrailEvent).order_by(TrailEvent.number.desc())).first()
    assert event.kind == "person:change"
    assert ["person", person.id, "name_in_case_list"] in [change[:3] for change in event.changes["changed"]]
    assert NAME not in str(event.changes)
    assert "Married" not in str(event.changes)


def test_a_letter_written_in_two_ways_is_one_letter(admin):
    team = factories.team()
    add(admin, team=str(team.id), name_in_case_list="Zoe\u0301 Worker")
    assert (NAME, "Zo\u00e9 Worker", team.id, True) in people()


@pytest.mark.parametrize("role", ["practitioner", "team-manager"])
def test_without_a_team_nobody_reads_audits_of_cases(admin, role):
    before = people()
    page = add(admin, roles=role, name_in_case_list=NAME)
    assert "Choose the team" in page.select_one(".govuk-error-summary").text
    assert people() == before
    with pytest.raises(Refusal, match="needs a team"), transaction():
        operations.add_person(email="x@council.example", name="X", roles=[Role(role)], name_in_case_list=NAME, by=None)


def test_without_a_name_there_is_no_practitioner(admin):
    before, team = people(), factories.team()
    page = add(admin, team=str(team.id), name_in_case_list="  ")
    assert "Enter the name that the case list has" in page.select_one(".govuk-error-summary").text
    assert people() == before
    with pytest.raises(Refusal, match="name in the case list"), transaction():
        operations.add_person(email="x@council.example", name="X", roles=[Role.PRACTITIONER], team=team, by=None)


def test_two_open_accounts_never_stand_for_one_worker(admin):
    team = factories.team()
    first = factories.person(Role.PRACTITIONER, team=team, name_in_case_list=NAME)
    page = add(admin, expect=409, team=str(factories.team().id), name_in_case_list=NAME)
    assert "Another open account has this name" in page.select_one(".govuk-error-summary").text
    assert page.select_one("#name_in_case_list")["value"] == NAME

    admin.press(admin.open(f"/people/{first.id}"), "Save the changes", account="closed")
    add(admin, team=str(team.id), name_in_case_list=NAME)
    refused = admin.press(admin.open(f"/people/{first.id}"), "Save the changes", expect=409, account="open")
    assert "Another open account has this name" in refused.select_one(".govuk-error-summary").text
    assert sorted(row[3] for row in people() if row[1] == NAME) == [False, True]
    assert not db.session.get(Person, first.id).is_active


@pytest.mark.parametrize("typed", ["x" * 40_000, "a\u202eb", "a\u000bb"])
def test_D4_a_name_that_no_case_list_has_is_a_field_error(admin, typed):
    before, team = people(), factories.team()
    page = add(admin, team=str(team.id), name_in_case_list=typed)
    if typed == "a\u000bb":  # white space like any other, as in the import
        assert (NAME, "a b", team.id, True) in people()
    else:
        assert page.select_one("#name_in_case_list-error")
        assert people() == before
