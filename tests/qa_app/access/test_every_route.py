"""C1: every address of the application, as somebody who is not signed in and with ids that are none."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.routing import Rule

from qa_app.access import Permission, Role
from tests import factories

PUBLIC = {"static", "sign_in.sign_in", "passwords.set_with_link"}
"""Every page that anyone may see. Whoever adds one here says why in the same commit. Whoever chooses a first password
cannot sign in yet: the link in their hands is the proof."""

PERMISSIONS = Path(__file__).parents[3] / "docs" / "permissions.md"
ABSURD = ["0", "-1", "99999999999999999999", "x", "%00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")]


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def path_of(rule: Rule, value: str) -> str:
    parts = [part if place % 2 == 0 else value for place, part in enumerate(rule.rule.replace(">", "<").split("<"))]
    return "".join(parts)


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"OPTIONS"})


def test_C1_every_route_asks_who_is_there_before_anything_else(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    for rule in rules(app):
        if rule.endpoint in PUBLIC:
            continue
        for method in methods_of(rule):
            answer = client.open(path_of(rule, "1"), method=method)
            expected = 302 if method in {"GET", "HEAD"} else 401
            assert answer.status_code == expected, f"{method} {rule.rule}: {answer.status_code}"
            if expected == 302:
                assert answer.location.startswith("/sign-in?next=/"), rule.rule


def test_C1_only_the_listed_routes_are_public(app):
    public = {rule.endpoint for rule in rules(app) if not isinstance(access(app, rule), Permission)}
    assert public == PUBLIC


def access(app: Flask, rule: Rule) -> object:
    return getattr(app.view_functions[rule.endpoint], "access", None)


@pytest.mark.parametrize("value", ABSURD)
def test_C3_an_id_that_is_none_is_not_found_on_any_route(app, browser_of, monkeypatch, value):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    client = browser_of(factories.person(*(role for role in Role if role != Role.HEAD_OF_SERVICE))).client
    for rule in rules(app):
        if rule.arguments and rule.endpoint not in PUBLIC:
            for method in methods_of(rule):
                answer = client.open(path_of(rule, quote(value, safe="%")), method=method)
                assert answer.status_code in {404, 405}, f"{method} {rule.rule} with {value!r}: {answer.status_code}"


def test_the_permissions_that_are_written_down_are_those_that_are_asked(app):
    said = app.test_cli_runner().invoke(args=["permissions"]).output
    assert PERMISSIONS.read_text("utf-8") == said, "run: flask permissions > docs/permissions.md"
