"""A worker is killed while a concern is sent: it is there whole, with its receivers and what they are told, or not."""

from __future__ import annotations

import pytest

from qa_app.access import Role
from qa_app.concerns.models import Concern, ConcernReceiver
from qa_app.db import db
from qa_app.notices.models import Notice
from tests import factories
from tests.faults.gunicorn import standing
from tests.faults.test_killed_while_sending import audit, dies_on, events, serving
from tests.qa_app.concerns.story import WORDS

__all__ = ["audit", "serving"]


def rows() -> tuple[int, ...]:
    db.session.rollback()
    db.session.expire_all()
    kinds = events("concern:raise"), events("concern:send")
    return (*(db.session.query(table).count() for table in (Concern, ConcernReceiver, Notice)), *kinds)


@pytest.mark.parametrize("point", ["amid", "before", "after"])
def test_A9_A10_killed_while_a_concern_is_sent_and_sent_again_it_is_there_once(serving, audit, point):
    factories.person(Role.QA_MANAGER)
    path = f"/concerns/raise/{audit.key}"
    whole = (1, 1, 1, 1, 1)
    with serving(point, audit.key) as caller:
        form = standing(caller.open(path)) | WORDS | {"act": "send"}
        dies_on(caller, path, form)
        assert rows() == (whole if point == "after" else (0, 0, 0, 0, 0))
        caller.open(path, form)
        assert caller.status == 200
    assert rows() == whole
    assert db.session.query(Concern).one().status == "sent"
