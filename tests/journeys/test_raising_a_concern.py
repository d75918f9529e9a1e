"""An auditor in the middle of a section raises a concern and goes on writing; its receiver answers it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from qa_app.access import Role
from qa_app.concerns.models import Concern
from qa_app.db import db
from tests import factories
from tests.journeys import desk


@pytest.fixture
def council(fresh_app):
    with fresh_app.app_context():
        desk.adopt_themes()
        service = factories.service("Safeguarding")
        audit = factories.audit(on=factories.entry(factories.team("", service)))
        receiver = factories.person(heads=(service,), name="Hal Head")
        factories.person(Role.QA_MANAGER, name="Quinn Manager")
        factories.receivers(service, receiver)
        yield audit, receiver
        db.session.remove()


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 375)], ids=["scripts", "without scripts"])
def test_a_concern_is_raised_in_the_middle_of_a_section_and_answered(
    council, fresh_app, visitor, address, scripts, width
):
    audit, receiver = council
    ann = desk.signed_in(visitor(scripts=scripts, width=width), fresh_app, audit.auditor, address)
    ann.open(f"/audits/{audit.key}/sections/voice")
    ann.page.locator("#q-voice-said").fill("She is afraid to go home.")
    with ann.page.expect_navigation(url="**/concerns/raise/**"):
        ann.page.get_by_role("button", name="Raise a concern", exact=True).click()
    ann.look()
    ann.sees("It goes to Hal Head as soon as you send it")
    ann.fill("What did you see?", "She hides after school.")
    ann.fill("Why can it not wait?", "She goes home at three.")
    ann.choose("Yes")
    ann.fill("Whom, and when?", "The duty worker, at noon.")
    ann.press("Send the concern")
    ann.sees("The concern is sent to Hal Head")
    ann.follow("Back to the section", within="body")
    assert ann.page.locator("#q-voice-said").input_value() == "She is afraid to go home."
    expect(ann.page.locator(".app-concern .govuk-tag")).to_have_text("Sent")

    hal = desk.signed_in(visitor(scripts=scripts, width=width), fresh_app, receiver, address)
    hal.open("/")
    hal.sees("You have to acknowledge")
    hal.sees("minutes left")
    hal.page.locator(".app-concern a").first.click()
    hal.look()
    hal.sees("The duty worker, at noon.")
    hal.press("Acknowledge this concern")
    hal.fill("What was done?", "She was met at school and is with her aunt.")
    hal.press("Close this concern")
    hal.sees("The concern is closed")
    ann.open("/")
    expect(ann.page.locator(".app-concern")).to_have_count(0)
    db.session.rollback()
    concern = db.session.query(Concern).one()
    assert (concern.status, concern.section, concern.acknowledged_by_id) == ("closed", "voice", receiver.id)
