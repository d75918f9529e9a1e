"""A worker is killed in the middle of a request, and the same form is sent again to the one that comes after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask

from qa_app.access import Role
from qa_app.audits.models import Audit, Finding, RefusedSave, SectionAnswers, Status
from qa_app.db import db
from qa_app.people import passwords
from qa_app.trail import TrailEvent
from tests import factories
from tests.faults.gunicorn import Caller, gunicorn, standing
from tests.qa_app.audits import story

PASSWORD = "a long phrase for the tests"
Serving = Callable[[str, str], AbstractContextManager[Caller]]


@pytest.fixture
def audit(fresh_app: Flask) -> Audit:
    who = factories.person(
        Role.AUDITOR, name="Ann Auditor", email="ann@council.example", password_hash=passwords.hashed(PASSWORD)
    )
    for key in story.THEMES:
        factories.theme(key)
    return factories.audit(who)


@pytest.fixture
def serving(fresh_app: Flask, tmp_path: Path) -> Serving:
    """Serve the application until it dies at a point of a path, and then go on; somebody is signed in to it."""

    @contextmanager
    def serve(point: str, path: str) -> Iterator[Caller]:
        config, mark, log = fresh_app.config, tmp_path / "died", tmp_path / "gunicorn.log"
        how = f"point={point!r}, path={path!r}, mark={str(mark)!r}"
        served = f"served({config['SQLALCHEMY_DATABASE_URI']!r}, {config['SECRET_KEY']!r}, {how})"
        with gunicorn(f"tests.faults.dying:{served}", log) as address:
            caller = Caller(address)
            caller.sign_in("ann@council.example", PASSWORD)
            yield caller
        assert mark.exists(), "the worker was never killed"
        assert log.read_text().count("Booting worker") == 2, log.read_text()

    return serve


def dies_on(caller: Caller, path: str, fields: dict[str, str]) -> None:
    with pytest.raises(ConnectionError):
        caller.open(path, fields)
    db.session.rollback()
    db.session.expire_all()


def events(kind: str) -> int:
    return db.session.query(TrailEvent).filter_by(kind=kind).count()


def assert_sent_once(audit: Audit) -> None:
    db.session.rollback()
    db.session.expire_all()
    assert (audit.status, audit.given_grade, audit.final_grade) == (Status.FINAL, "good", "good")
    assert audit.suggested_grade == "good"
    assert audit.submitted_at is not None
    kinds = [finding.kind for finding in db.session.query(Finding).order_by(Finding.id)]
    assert kinds == ["strength", "area"]
    assert events("audit:submit") == 1


def test_A9_killed_after_the_commit_and_sent_again_it_is_sent_once(serving, audit):
    story.finished(audit)
    path = f"/audits/{audit.key}/check"
    with serving("after", "/check") as caller:
        form = standing(caller.open(path))
        dies_on(caller, path, form)
        assert_sent_once(audit)
        sent_at = audit.submitted_at
        page = caller.open(path, form)
        assert caller.status == 409
        assert "You have already sent this audit" in page.text
    assert_sent_once(audit)
    assert audit.submitted_at == sent_at


@pytest.mark.parametrize("point", ["amid", "before"])
def test_A10_killed_before_the_commit_nothing_is_there_and_sent_again_all_of_it_is(serving, audit, point):
    story.finished(audit)
    path = f"/audits/{audit.key}/check"
    with serving(point, "/check") as caller:
        form = standing(caller.open(path))
        dies_on(caller, path, form)
        assert (audit.status, audit.given_grade, audit.submitted_at) == (Status.IN_PROGRESS, None, None)
        assert not db.session.query(Finding).count()
        assert not events("audit:submit")
        caller.open(path, form)
        assert (caller.status, caller.path) == (200, f"/audits/{audit.key}")
    assert_sent_once(audit)


@pytest.mark.parametrize(("point", "kept"), [("before", 0), ("after", 1)])
def test_A9_A10_killed_while_saving_and_sent_again_it_is_saved_once(serving, audit, point, kept):
    path = story.section_path(audit)
    with serving(point, "/sections/voice") as caller:
        form = standing(caller.open(path)) | {"q-voice-said": "What she said."}
        dies_on(caller, path, form)
        assert db.session.query(SectionAnswers).count() == events("audit:save") == kept
        caller.open(path, form)
        assert (caller.status, caller.path) == (200, story.section_path(audit, "risk"))
    db.session.rollback()
    (saved,) = db.session.query(SectionAnswers)
    assert (saved.answers, saved.version) == ({"voice-said": "What she said."}, 1)
    assert events("audit:save") == 1
    assert not db.session.query(RefusedSave).count()
