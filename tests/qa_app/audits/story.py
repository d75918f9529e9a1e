"""What the tests of audits share: a tool's answers, and an auditor at work."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup

from qa_app.access import Role
from qa_app.audits.models import Audit, SectionAnswers
from qa_app.db import db
from qa_app.people.models import Person
from qa_app.trail import TrailEvent
from tests import factories
from tests.browser import Browser

ANSWERS: dict[str, dict[str, Any]] = {
    "voice": {
        "voice-sought": "yes",
        "voice-said": "She wants to stay at her school.",
        "voice-grade": "good",
        "voice-strength": {"text": "The worker used the child’s own drawings.", "themes": ["voice-and-direct-work"]},
    },
    "risk": {
        "risk-grade": "requires-improvement",
        "risk-area": {"text": "The safety plan was not tested.", "themes": ["risk-and-safety", "drift-and-delay"]},
    },
    "plan": {"plan-grade": "good"},
    "overall": {"grade": "good", "reason": "Safe, known and listened to."},
}
"""Every answer that the short tool asks for; the suggested grade is Good."""

THEMES = ("voice-and-direct-work", "risk-and-safety", "drift-and-delay", "plans")
XSS = ("<svg/onload=alert(1)>", '"><img src=x ONERROR=alert(2)>', "</textarea><script>alert(3)</script>")


def auditor() -> Person:
    return factories.person(Role.AUDITOR)


def finished(audit: Audit) -> Audit:
    """Give an audit of the short tool all its answers, ready to be sent."""
    for section, values in ANSWERS.items():
        factories.answers(audit, section, **values)
    audit.status = "in-progress"
    return factories.given(audit)


def section_path(audit: Audit, section: str = "voice") -> str:
    return f"/audits/{audit.key}/sections/{section}"


def send(browser: Browser, audit: Audit, *, expect: int = 302) -> BeautifulSoup:
    """Check the answers and press the button."""
    return browser.press(browser.open(f"/audits/{audit.key}/check"), "Send this audit", expect=expect)


def words(count: int) -> str:
    """A text of so many words, in lines, with letters that are not ASCII."""
    return "\n".join("Wöchentlich “seen” at home – asked £5" for _ in range(count // 7))


def saved(audit: Audit, section: str = "voice") -> SectionAnswers | None:
    db.session.expire_all()
    return db.session.query(SectionAnswers).filter_by(audit_id=audit.id, section=section).one_or_none()


def events() -> list[str]:
    return [event.kind for event in db.session.query(TrailEvent).order_by(TrailEvent.number)]
