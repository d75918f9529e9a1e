"""The administrator's pages of services and teams."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.access import Role
from qa_app.db import db
from qa_app.people.models import Service, Team
from qa_app.people.queries import services
from qa_app.trail import TrailEvent
from tests import factories


@pytest.fixture
def admin(browser_of):
    return browser_of(factories.person(Role.ADMINISTRATOR))


def test_services_and_teams_are_added_from_an_empty_page(admin):
    page = admin.open("/structure/")
    assert "There is no service yet" in page.main.get_text()
    admin.press(admin.open("/structure/services/add"), "Add the service", name="  Children  in care ")
    page = admin.follow()
    assert "Children in care was added" in page.get_text()
    link = page.select_one("main a[href*=add-team]")
    assert link.get_text() == "Add a team to Children in care"
    admin.press(admin.open(link["href"]), "Add the team", name="Permanence")
    assert "Permanence" in admin.follow().select_one("main li").text
    (service,) = services()
    assert [team.name for team in service.teams] == ["Permanence"]
    kinds = db.session.scalars(select(TrailEvent.kind).order_by(TrailEvent.number)).all()
    assert kinds[-2:] == ["service:add", "team:add"]


def test_a_name_taken_is_said_beside_the_field_and_kept(admin):
    service = factories.service("Fieldwork")
    factories.team("North", service)
    page = admin.press(admin.open("/structure/services/add"), "Add the service", expect=409, name="fieldwork")
    assert "There is a service called fieldwork already" in page.select_one(".govuk-error-summary").text
    assert page.select_one("input[name=name]")["value"] == "fieldwork"
    path = f"/structure/services/{service.id}/add-team"
    page = admin.press(admin.open(path), "Add the team", expect=409, name="NORTH")
    assert "There is a team called NORTH already" in page.select_one(".govuk-error-summary").text
    assert len(db.session.scalars(select(Service)).all()) == len(db.session.scalars(select(Team)).all()) == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\u202eb"])
def test_a_bad_name_changes_nothing(admin, name):
    admin.press(admin.open("/structure/services/add"), "Add the service", expect=200, name=name)
    assert not services()


def test_a_service_that_is_not_there_is_not_found(admin):
    admin.open("/structure/services/999999/add-team", expect=404)


def test_C10_a_team_goes_to_the_service_of_its_page(admin):
    service, other = factories.service(), factories.service()
    page = admin.open(f"/structure/services/{service.id}/add-team")
    admin.press(page, "Add the team", name="North", service_id=other.id, service=other.id, id="77")
    (team,) = db.session.scalars(select(Team))
    assert team.service_id == service.id
    assert team.id != 77
