"""Markup and script in every name and word of the council's own: shown as text on every page, and never run."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from qa_app.db import db
from tests.journeys import desk
from tests.journeys.council import council

MARK = "<svg/onload=alert(1)>"
NASTY = (
    f"{MARK} \"><img src=x ONERROR=alert(2)> ' onfocus=alert(3) autofocus=' javascript:alert(4) "
    "</textarea></title><script>alert(5)</script> {{7*7}}"
)
RUN = "[onload], [onerror], [onfocus], [autofocus], img[src=x], a[href^=javascript], main script"
LISTEN = """
addEventListener('securitypolicyviolation', (event) => console.error(`refused: ${event.violatedDirective}`));
"""


@pytest.fixture
def told(fresh_app):
    with fresh_app.app_context():
        yield council(lambda name: f"{name} {NASTY}")
        db.session.remove()


def test_D1_markup_in_every_label_is_text_on_every_page(told, visitor, fresh_app, address):
    opened: list[str] = []

    def arrive(who):
        person = visitor()
        person.page.context.add_init_script(LISTEN)
        person.page.on("dialog", lambda dialog: (opened.append(person.page.url), dialog.dismiss()))
        return desk.signed_in(person, fresh_app, who, address)

    def reads(person, path):
        person.open(path)
        text = " ".join(person.page.locator("body").inner_text().split())
        assert MARK in text, f"{path} shows no label"
        assert "{{7*7}}" in text, f"{path} shows a label as a template"
        assert not person.page.locator(RUN).count(), path

    everything, auditor = arrive(told.who), arrive(told.auditor)
    for path in told.pages:
        reads(everything, path)
    reads(auditor, told.resolution)
    reads(auditor, told.resolution.replace("/rounds/resolution/", "/audits/"))
    assert opened == []
    assert everything.complaints == auditor.complaints == []

    # The ear and the policy are there: a script put into the page is refused, and the refusal is heard.
    with auditor.page.expect_console_message(lambda said: said.text.startswith("refused: script-src")):
        auditor.page.evaluate("document.body.append(Object.assign(document.createElement('img'), {id: 'bad'}))")
        auditor.page.evaluate("document.querySelector('#bad').setAttribute('onerror', 'alert(6)')")
        auditor.page.evaluate("document.querySelector('#bad').src = '/nothing'")
    expect(auditor.page.locator("#bad")).to_be_attached()
    assert opened == []
    auditor.complaints.clear()
