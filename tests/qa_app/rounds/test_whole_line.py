"""From two blind audits to a final grade, through the pages that each person uses."""

from __future__ import annotations

from datetime import timedelta

from qa_app.access import Role
from qa_app.audits.models import Kind
from qa_app.audits.operations import allocate
from qa_app.db import db, today, transaction
from tests import factories
from tests.qa_app.audits.story import finished, send

from .scene import G, I, manager


def allocated(cycle, entry, auditors):
    """The case given to two auditors, as starting the cycle does it."""
    due = today() + timedelta(days=7)
    with transaction():
        pair = [
            allocate(entry, cycle.tool_version, who, kind=kind, due_on=due, by=None)
            for who, kind in zip(auditors, (Kind.FIRST, Kind.SECOND), strict=True)
        ]
    factories.sampled(cycle, entry, *pair)
    return pair


def test_C8_two_auditors_grade_blind_and_only_then_is_the_difference_shown_and_settled(browser_of):
    auditors = [factories.person(Role.AUDITOR, name=name) for name in ("Ashley Early", "Billie Later")]
    cycle = factories.cycle(status="running")
    first, second = allocated(cycle, factories.entry(), auditors)
    desk = browser_of(manager())
    desk.press(desk.open("/rounds/open"), "Open the round", cycle=str(cycle.id), name="Autumn")
    round_page = desk.location

    send(browser_of(auditors[0]), finished(first))
    assert first.status == "submitted"
    page = desk.open(round_page)
    assert "1 of 2 audits is in." in page.text
    assert "Good" not in page.select_one("main").text
    desk.submit(f"{round_page}/reveal", expect=409)

    finished(second)
    overall = next(saved for saved in second.sections if saved.section == "overall")
    overall.answers = {"grade": I, "reason": "Nobody weighed the risk again."}
    factories.given(overall)
    send(browser_of(auditors[1]), second)

    desk.press(desk.open(round_page), "Show the results")
    page = desk.open(round_page)
    link = page.select_one("a[href^='/rounds/cases/']")["href"]
    page = desk.open(link)
    assert "Safe, known and listened to." in page.text
    assert "Nobody weighed the risk again." in page.text
    desk.press(page, "Agree this grade", grade=I, cause="missed-evidence", reason="The bruise was on the file.")
    desk.press(desk.follow(), "Close the round")

    db.session.expire_all()
    assert [(audit.status, audit.given_grade, audit.final_grade) for audit in (first, second)] == [
        ("final", G, I),
        ("final", I, I),
    ]
    page = browser_of(auditors[0]).open(f"/rounds/resolution/{first.key}")
    assert "Your grade was Good. The final grade is Inadequate." in " ".join(page.text.split())
    assert "The bruise was on the file." in page.text
    assert "Billie Later" not in page.text
