"""D13: what every answer says about its own safety; A13: a body that is too large is not even read."""

from __future__ import annotations

import io
import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import encode_multipart

from qa_app.access import Role
from tests import factories
from tests.qa_app.access import throwaway

EXPECTED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
DIRECTIVES = (
    "default-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)


@pytest.fixture
def visitor(fresh_app: Flask) -> FlaskClient:
    fresh_app.register_blueprint(throwaway.blueprint)
    return fresh_app.test_client()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in", 200),
        ("GET", "/", 302),
        ("GET", "/people", 308),
        ("GET", "/nowhere", 404),
        ("PUT", "/sign-in", 405),
        ("POST", "/sign-in", 400),
        ("POST", "/sign-in", 413),
        ("GET", "/throwaway/crash", 500),
        ("GET", "/static/app.css", 200),
        ("GET", "/static/nowhere.css", 404),
    ],
)
def test_D13_every_answer_carries_the_headers(visitor, method, path, status):
    length = {"CONTENT_LENGTH": str(200 * 1024 * 1024)} if status == 413 else {}
    answer = visitor.open(path, method=method, environ_overrides=length, buffered=True)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    policy = answer.headers["Content-Security-Policy"]
    assert all(directive in policy for directive in DIRECTIVES)
    assert "unsafe" not in policy
    if not path.startswith("/static/app"):
        cache = "no-cache" if path.startswith("/static") else "no-store, private"
        assert answer.headers["Cache-Control"] == cache


def nonce_of(client: FlaskClient) -> str:
    answer = client.get("/sign-in")
    (nonce,) = set(re.findall(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"]))
    assert set(re.findall(r'nonce="([^"]+)"', answer.text)) == {nonce}
    return nonce


def test_D13_each_answer_has_a_nonce_of_its_own(client):
    assert len({nonce_of(client) for _ in range(5)}) == 5


def test_C22_what_a_person_is_shown_is_kept_by_no_cache(browser_of):
    response = browser_of(factories.person(Role.AUDITOR)).client.get("/")
    assert response.headers["Cache-Control"] == "no-store, private"
    assert "Cookie" in response.headers["Vary"]


class Counted(io.RawIOBase):
    """A body without end, that counts how much of it was read."""

    read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        self.read_so_far += len(buffer)
        buffer[:] = b"a" * len(buffer)
        return len(buffer)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_A13_a_body_of_200_megabytes_is_refused_unread(client, kind):
    body = Counted()
    answer = client.post(
        "/sign-in",
        content_type=kind,
        environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "What you sent is too large" in answer.text
    assert body.read_so_far == 0


def test_A13_a_body_that_does_not_say_its_length_is_refused_and_never_cut(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    body = Counted()
    answer = client.post("/sign-in", headers={"Transfer-Encoding": "chunked"}, environ_overrides={"wsgi.input": body})
    assert answer.status_code == 411
    assert "did not say how long it is" in answer.text
    assert body.read_so_far == 0


@pytest.mark.parametrize("multipart", [False, True])
def test_A12_a_large_form_is_taken_whole(client, multipart):
    fields = {f"question-{number}": "word " * 1600 for number in range(1100)}
    body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
    if multipart:
        boundary, body = encode_multipart({**fields, "file": (io.BytesIO(b"x" * 600_000), "list.xlsx")})
        kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post("/sign-in", data=body, content_type=kind)
    assert answer.status_code == 400
    assert "too large" not in answer.text
