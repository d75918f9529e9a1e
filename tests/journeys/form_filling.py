"""How an auditor goes through the form in the browser, section by section."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.journeys.visitor import Visitor


def fill_audit(auditor: Visitor, grade: str, words: str) -> None:
    """From the list of sections to the sent audit: every grade the same, ``words`` in what is written."""
    auditor.page.locator(".govuk-task-list__link").first.click()
    auditor.look()
    while auditor.heading != "Check your answers":
        if "/sections/overall" in auditor.page.url:
            auditor.sees("Suggested grade")
        fill_section(auditor, grade, words)
    auditor.sees(words)
    auditor.press("Send this audit")


def save_and_continue(auditor: Visitor) -> None:
    """Press the button and wait for the next page: the form is saved before it is left."""
    with auditor.page.expect_navigation():
        auditor.page.get_by_role("button", name="Save and continue", exact=True).click()
    auditor.look()


def fill_section(auditor: Visitor, grade: str, words: str) -> None:
    """Answer everything that is asked on the page: the first of every choice, the grade, and words elsewhere; go on.

    Answers may open questions that were hidden: saved and looked at again until no more of them come into sight.
    """
    page, filled = auditor.page, set[str]()
    while left := [key for key in _in_sight(page) if key not in filled]:
        for key in left:
            _answer(page.locator(f'[data-question="{key}"]'), f"q-{key}", grade, words)
        filled |= {*left}
        if page.locator(".app-question[hidden]").count():
            with page.expect_navigation():
                page.get_by_role("button", name="Save and stay on this page", exact=True).click()
    save_and_continue(auditor)


def _in_sight(page: Page) -> list[str]:
    found: list[str] = page.locator(".app-question:not([hidden])").evaluate_all(
        "all => all.map(each => each.dataset.question)"
    )
    return found


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
    for box in boxes.filter(visible=True).all()[:1]:
        box.check()
