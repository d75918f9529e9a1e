"""B4: every verb at every point of a round's life, by everyone, from one table."""

from __future__ import annotations

import pytest

from qa_app.access import Role
from qa_app.db import db
from tests import factories

from .scene import G, I, agree_all, manager, round_with

DONE, REFUSED, ABSENT = 302, 409, 404
EXPECTED = {
    ("grading", "reveal"): DONE,
    ("grading", "agree"): ABSENT,
    ("grading", "close"): REFUSED,
    ("grading", "look"): ABSENT,
    ("resolving", "reveal"): REFUSED,
    ("resolving", "agree"): DONE,
    ("resolving", "close"): DONE,
    ("resolving", "look"): 200,
    ("closed", "reveal"): REFUSED,
    ("closed", "agree"): REFUSED,
    ("closed", "close"): REFUSED,
    ("closed", "look"): 200,
}
ANSWERS = {"grade": I, "cause": "threshold-differs", "reason": "Another reason.", "version": "1"}


def everything(made):
    """Each column of the round, its cases and their audits."""
    db.session.rollback()
    rows = [made, *made.cases, *(audit for case in made.cases for audit in (case.first, case.second))]
    return [{column.key: getattr(row, column.key) for column in row.__table__.columns} for row in rows]


def act(browser, verb, made, expect):
    case = made.cases[0]
    if verb == "look":
        return browser.open(f"/rounds/cases/{case.id}", expect=expect)
    path = f"/rounds/cases/{case.id}" if verb == "agree" else f"/rounds/{made.id}/{verb}"
    answers = {**ANSWERS, "version": str(case.revision)} if verb == "agree" else {}
    return browser.submit(path, expect=expect, **answers)


def scene(status, verb):
    made = round_with([(G, I), (G, G)], status)
    if (status, verb) == ("resolving", "close"):
        agree_all(made)
    return made


@pytest.mark.parametrize(("status", "verb"), EXPECTED)
def test_B4_each_verb_works_at_its_time_only(browser_of, status, verb):
    made = scene(status, verb)
    before = everything(made)
    act(browser_of(manager()), verb, made, EXPECTED[status, verb])
    assert (everything(made) == before) == (EXPECTED[status, verb] != DONE)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.HEAD_OF_SERVICE, None])
@pytest.mark.parametrize(("status", "verb"), EXPECTED)
def test_B4_nobody_but_the_qa_manager_does_any_of_it(browser_of, browser, status, verb, role):
    made = scene(status, verb)
    before = everything(made)
    if role is None:
        act(browser, verb, made, 302 if verb == "look" else 401)
    else:
        service = made.cases[0].first.entry.team.service
        who = factories.person(role) if role != Role.HEAD_OF_SERVICE else factories.person(heads=(service,))
        # Those who may not run rounds learn nothing from asking: a case that is shown, or not, looks the same to them.
        act(browser_of(who), verb, made, 403)
    assert everything(made) == before


@pytest.mark.parametrize("status", ["grading", "resolving", "closed"])
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_but_the_qa_manager_opens_the_pages(browser_of, status, role):
    made = round_with([(G, I)], status)
    browser = browser_of(factories.person(role))
    for path in ("/rounds/", "/rounds/open", f"/rounds/{made.id}"):
        browser.open(path, expect=403)
