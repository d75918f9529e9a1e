"""How an auditor goes through the form in the browser, section by section."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.journeys.visitor import Visitor


def fill_audit(auditor: Visitor, grade: str, words: str) -> None:
    """From the list of sections to the sent audit: every grade the same, ``words`` in what is written."""
    auditor.page.locator(".govuk-task-list__link").first.click()
    auditor.look()
    while "/sections/overall" not in auditor.page.url:
        fill_section(auditor.page, grade, words)
        save_and_continue(auditor)
    auditor.sees("Suggested grade")
    fill_section(auditor.page, grade, words)
    save_and_continue(auditor)
    assert auditor.heading == "Check your answers"
    auditor.sees(words)
    auditor.press("Send this audit")


def save_and_continue(auditor: Visitor) -> None:
    """Press the button and wait for the next page: the form is saved before it is left."""
    with auditor.page.expect_navigation():
        auditor.page.get_by_role("button", name="Save and continue", exact=True).click()
    auditor.look()


def fill_section(page: Page, grade: str, words: str) -> None:
    """Answer everything that is asked on the page: the first of every choice, the grade, and words elsewhere.

    Answers may open more questions: saved and looked at again until there are no more of them.
    """
    filled: set[str | None] = set()
    while True:
        asked = {one.get_attribute("data-question"): one for one in page.locator(".app-question:not([hidden])").all()}
        if asked.keys() <= filled:
            return
        for key, question in asked.items():
            _answer(question, f"q-{key}", grade, words)
        filled |= asked.keys()
        with page.expect_navigation():
            page.get_by_role("button", name="Save and stay on this page", exact=True).click()


def _answer(question: Locator, field: str, grade: str, words: str) -> None:
    _choose(question, field, grade)
    for part, typed in (("day", "1"), ("month", "6"), ("year", "2026")):
        for box in question.locator(f'[id="{field}--{part}"], [id="{field}--0--due-{part}"]').all():
            box.fill(typed)
    for line in question.locator(f'input.govuk-input[id="{field}"]').all():
        line.fill("1" if line.get_attribute("inputmode") else words[:100])
    for text in question.locator(f'textarea[id="{field}"], textarea[id="{field}--0--what"]').all():
        text.fill(words)
    for owner in question.locator(f'select[id="{field}--0--owner"]').all():
        owner.select_option(index=1)


def _choose(question: Locator, field: str, grade: str) -> None:
    radios = question.locator(f'input[type=radio][name="{field}"]')
    if radios.count():
        graded = question.locator(f'input[name="{field}"][value="{grade}"]')
        (graded if graded.count() else radios.first).check()
    boxes = question.locator(f'input[type=checkbox][name="{field}"], .app-choose-themes input[type=checkbox]')
    for box in boxes.all()[:1]:
        box.check()
