"""The guard: what it lets through, what it says otherwise, and that no route can be without it."""

from __future__ import annotations

import re
from statistics import median
from time import perf_counter

import pytest
from flask import Blueprint, Flask

from qa_app.access import Permission, Role, allow, public, verify_every_route_is_guarded
from qa_app.db import db
from qa_app.people import queries
from qa_app.people.models import RoleGrant, Service
from tests import factories
from tests.browser import Browser
from tests.qa_app.access import throwaway


@pytest.fixture
def visitor(fresh_app: Flask) -> Browser:
    fresh_app.register_blueprint(throwaway.blueprint)
    verify_every_route_is_guarded(fresh_app)
    return Browser(fresh_app.test_client())


def signed_in(visitor: Browser, *roles: Role) -> Browser:
    factories.signed_in(visitor.client, factories.person(*roles))
    return visitor


def test_absent_hidden_and_forbidden(visitor):
    team = factories.team()
    signed_in(visitor, Role.AUDITOR)
    visitor.open(f"/throwaway/teams/{team.id + 1}", expect=404)
    visitor.open(f"/throwaway/teams/{team.id}", expect=404)
    visitor.open(f"/throwaway/services/{team.service_id}", expect=403)


def test_the_one_who_may_gets_the_row(visitor):
    team = factories.team("Team of the test")
    signed_in(visitor, Role.QA_MANAGER, Role.ADMINISTRATOR)
    assert visitor.client.get(f"/throwaway/teams/{team.id}").text == "Team of the test"
    assert visitor.client.get(f"/throwaway/services/{team.service_id}").text == team.service.name


def test_C9_hidden_and_absent_cannot_be_told_apart(visitor):
    team = factories.team()
    signed_in(visitor, Role.AUDITOR)

    def ask(key: int) -> tuple[int, int, float]:
        begun = perf_counter()
        answer = visitor.client.get(f"/throwaway/teams/{key}")
        return answer.status_code, len(re.sub(r'nonce="[^"]*"', "", answer.text)), perf_counter() - begun

    hidden, absent = [[ask(key) for _ in range(30)] for key in (team.id, team.id + 1)]
    assert {answer[:2] for answer in hidden} == {answer[:2] for answer in absent}
    assert hidden[0][0] == 404
    slower, faster = sorted((median(answer[2] for answer in each) for each in (hidden, absent)), reverse=True)
    assert slower < 3 * faster


def test_anonymous_reading_goes_to_sign_in_and_comes_back(visitor):
    service = factories.service()
    visitor.open(f"/throwaway/services/{service.id}?a=b", expect=302)
    assert visitor.location == f"/sign-in?next=/throwaway/services/{service.id}?a%3Db"


def test_anonymous_writing_is_told_to_sign_in(visitor):
    service = factories.service("As it was")
    page = visitor.submit(f"/throwaway/services/{service.id}/rename", expect=401)
    assert page.h1.get_text(strip=True) == "You have been signed out"
    assert db.session.get(Service, service.id).name == "As it was"


def test_a_right_withdrawn_between_the_guard_and_the_lock_is_gone(visitor, monkeypatch):
    service = factories.service("As it was")
    who = factories.person(Role.ADMINISTRATOR)
    factories.signed_in(visitor.client, who)
    token = visitor.token()
    get = throwaway.get_service

    def get_and_then_withdraw(key: int) -> Service | None:
        db.session.query(RoleGrant).one()
        raw = db.engine.raw_connection()
        raw.cursor().execute("DELETE FROM role_grant")
        raw.commit()
        raw.close()
        return get(key)

    guarded = visitor.client.application.view_functions["throwaway.rename"]
    loaders = next(cell.cell_contents for cell in guarded.__closure__ if isinstance(cell.cell_contents, dict))
    monkeypatch.setitem(loaders, "service", get_and_then_withdraw)
    answer = visitor.client.post(f"/throwaway/services/{service.id}/rename", data={"csrf_token": token})
    assert answer.status_code == 403
    db.session.rollback()
    assert queries.get_person(who.id).grants == []
    assert db.session.get(Service, service.id).name == "As it was"


ABSURD = ["0", "-1", "99999999999999999999", "x", "%00", "1.5", "1e3", "٣", "1%0a", "..%2f1"]


@pytest.mark.parametrize("key", ABSURD)
def test_C7_an_absurd_id_is_not_found(visitor, key):
    signed_in(visitor, Role.ADMINISTRATOR, Role.QA_MANAGER)
    for path in ("teams", "services"):
        assert visitor.client.get(f"/throwaway/{path}/{key}").status_code == 404


def bare() -> str:
    return "anyone"


def with_an_id(service: int) -> str:
    return str(service)


@pytest.mark.parametrize(
    ("rule", "view", "why"),
    [
        ("/bare", bare, "No access rule on: bare"),
        ("/x/<id:service>", allow(Permission.SEE_HOME)(with_an_id), "what the guard loads differ: /x/<id:service>"),
        ("/x/<id:service>", public(with_an_id), "what the guard loads differ"),
        (
            "/x",
            allow(Permission.SEE_HOME, service=throwaway.get_service)(with_an_id),
            "what the guard loads differ: /x",
        ),
    ],
)
def test_an_unguarded_route_or_an_unchecked_id_stops_the_application(rule, view, why):
    app = Flask("half guarded")
    from qa_app.web import ids

    ids.init_app(app)
    app.add_url_rule(rule, "bare", view)
    with pytest.raises(RuntimeError, match=why):
        verify_every_route_is_guarded(app)


def test_the_application_itself_does_not_start_with_an_unguarded_route(monkeypatch):
    from qa_app import create_app
    from qa_app.plan import views

    unguarded = Blueprint("plan", "plan")
    unguarded.add_url_rule("/bare", "bare", bare)
    monkeypatch.setattr(views, "blueprint", unguarded)
    from config import Config

    with pytest.raises(RuntimeError, match=r"No access rule on: plan\.bare"):
        create_app(Config(SECRET_KEY="x" * 40, SQLALCHEMY_DATABASE_URI="sqlite://"))


def test_a_guard_takes_one_id():
    with pytest.raises(TypeError, match="one id"):
        allow(Permission.SEE_HOME, service=throwaway.get_service, team=throwaway.get_team)
