"""What is answered when something is wrong with a request, or with the service."""

from __future__ import annotations

import logging

import pytest
from flask import request
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from qa_app.access import Permission, Role, allow
from qa_app.db import db
from qa_app.people.models import Service
from qa_app.people.queries import services
from tests import factories
from tests.browser import Browser
from tests.conftest import application
from tests.databases import new_database
from tests.qa_app.people.doing import PASSWORD, sign_in, someone

ADD = "/structure/services/add"


@pytest.fixture
def admin(browser_of):
    return browser_of(someone(Role.ADMINISTRATOR))


def fields_of(admin: Browser) -> dict[str, str]:
    form = admin.open(ADD).select_one("main form")
    return {tag["name"]: tag.get("value", "") for tag in form.select("input[name]")} | {"name": "Slipped through"}


def test_D12_without_a_token_nothing_changes(admin):
    fields = fields_of(admin)
    del fields["csrf_token"]
    page = admin._page(admin.client.post(ADD, data=fields), 400)
    assert "What you typed is safe" in page.h1.text
    del fields["form_of"]
    page = admin._page(admin.client.post(ADD, data=fields), 400)
    assert "This form has expired" in page.h1.text
    assert not services()


def test_D12_the_token_of_another_session_changes_nothing(admin, browser_of):
    other = browser_of(someone(Role.ADMINISTRATOR))
    fields = {**fields_of(admin), "csrf_token": fields_of(other)["csrf_token"]}
    admin._page(admin.client.post(ADD, data=fields), 400)
    assert not services()


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/xml", ""])
def test_D12_a_body_of_another_kind_changes_nothing(admin, kind):
    fields = fields_of(admin)
    body = "\r\n".join(f"{name}={value}" for name, value in fields.items())
    admin._page(admin.client.post(ADD, data=body, content_type=kind), 400)
    assert not services()


ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_D12_a_post_from_another_site_changes_nothing_even_with_a_good_token(admin, headers):
    admin._page(admin.client.post(ADD, data=fields_of(admin), headers=headers), 403)
    assert not services()


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_D12_a_post_from_our_own_page_goes_through(admin, headers):
    admin._page(admin.client.post(ADD, data=fields_of(admin), headers=headers), 302)
    assert [service.name for service in services()] == ["Slipped through"]


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize("path", [ADD, "/sign-in", "/sign-out", "/nowhere"])
def test_D12_another_site_cannot_sign_anybody_in_or_out(app, headers, path):
    """The browser sends no cookie with such a request: no answer may give it a new one in place of the old."""
    who = someone()
    answer = app.test_client().post(path, data={"email": who.email, "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_D12_signing_in_needs_a_token_too(app):
    who = someone()
    client = app.test_client()
    assert client.post("/sign-in", data={"email": who.email, "password": PASSWORD}).status_code == 400
    assert client.get("/").location == "/sign-in?next=/"


@pytest.mark.parametrize("path", ["/sign-out", "/people/1/link"])
def test_D12_nothing_changes_by_following_a_link(admin, path):
    admin.open(path, expect=405)
    admin.open("/")


def test_D12_the_cookie_is_lax_and_out_of_reach_of_scripts(browser):
    sign_in(browser, someone().email)
    cookie = browser.response.headers["Set-Cookie"]
    assert "SameSite=Lax" in cookie
    assert "HttpOnly" in cookie


def go_wrong(how: str) -> None:
    if how == "row":
        for _ in range(2):
            db.session.add(Service(name="Robin Reed"))
            db.session.flush()
    if how == "code":
        secret = "a secret in a local variable"
        raise RuntimeError(f"/srv/private/path said {secret}")
    if how == "sql":
        db.session.execute(text("SELECT narrative FROM no_such_table WHERE child = :child"), {"child": "Robin Reed"})
    raise OperationalError("SELECT secret_column", {"child": "Robin Reed"}, Exception("disk is full at /srv/data"))


@pytest.fixture
def broken(tmp_path):
    """An application with one page that goes wrong in whichever way it is asked to."""
    app = application(new_database(tmp_path))

    @allow(Permission.SEE_HOME)
    def fail() -> str:
        go_wrong(request.args["how"])
        return ""

    app.add_url_rule("/fail", "fail", fail, methods=["GET", "POST"])
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


TELL_TALES = ("Traceback", "File ", "SELECT", "no_such_table", "/srv/", "secret", "Robin Reed", "Error(", "sqlalchemy")


@pytest.mark.parametrize(("how", "status"), [("code", 500), ("sql", 503), ("database", 503)])
@pytest.mark.parametrize("kind", ["text/html", "application/json"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_D15_a_fault_tells_nothing_of_the_inside(broken, how, status, kind, method):
    browser = Browser(broken.test_client())
    sign_in(browser, someone().email)
    token = browser.open("/password").select_one("main input[name=csrf_token]")["value"]
    data = {"csrf_token": token} if method == "POST" else None
    if how == "sql" and "postgresql" in broken.config["SQLALCHEMY_DATABASE_URI"]:
        status = 500
    answer = browser.client.open(f"/fail?how={how}", method=method, data=data, headers={"Accept": kind})
    assert (answer.status_code, answer.mimetype) == (status, kind)
    assert not [word for word in TELL_TALES if word in answer.text]
    if kind == "text/html":
        browser._page(answer, status)
    else:
        assert set(answer.json) == {"error", "because"}


def test_D14_the_log_of_a_fault_holds_nothing_that_was_typed(broken, caplog):
    browser = Browser(broken.test_client())
    sign_in(browser, someone().email)
    with caplog.at_level(logging.DEBUG):
        browser.open("/fail?how=row", expect=409)
    assert "The database refused a row" in caplog.text
    assert "Robin Reed" not in caplog.text


def test_what_was_typed_comes_back_when_the_database_has_gone(broken, monkeypatch):
    """Nothing more is asked of it, not even who is signed in, and the form can be sent again."""
    who = someone(Role.ADMINISTRATOR)
    browser = Browser(broken.test_client())
    sign_in(browser, who.email)
    page = browser.open(ADD)

    def gone(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("no connection"))

    with monkeypatch.context() as while_gone:
        while_gone.setattr("qa_app.people.operations.services", gone)
        while_gone.setattr("qa_app.people.sessions.sign_in_with_token", gone)
        said = browser.press(page, "Add the service", name="Children in care", expect=503)
    assert "Children in care" in said.select_one(".app-held").get_text()
    browser.press(said, "Try again")
    assert db.session.scalars(select(Service.name)).all() == ["Children in care"]


def test_the_page_of_a_service_that_is_not_there_names_nothing(admin):
    service = factories.service()
    first = admin.open(f"/structure/services/{service.id + 1}/add-team", expect=404)
    assert first.main.get_text() == admin.open("/nowhere", expect=404).main.get_text()
