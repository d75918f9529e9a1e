"""How an auditor goes through the form in the browser, section by section."""

from __future__ import annotations

from playwright.sync_api import Page

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
    """Answer everything on the page: the first of every choice, the grade, and words wherever words are asked for."""
    names = page.locator("main input[type=radio]").evaluate_all("all => [...new Set(all.map(one => one.name))]")
    for name in names:
        radios = page.locator(f'main input[name="{name}"]')
        graded = page.locator(f'main input[name="{name}"][value="{grade}"]')
        (graded if graded.count() else radios.first).check()
    for text in page.locator("main textarea").all():
        text.fill(words)
    for themes in page.locator(".app-choose-themes").all():
        themes.locator("input[type=checkbox]").first.check()
