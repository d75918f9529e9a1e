"""A person at a real browser, who notices when a page is broken or shuts somebody out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "a long phrase for the tests"


class Visitor:
    """Opens pages, fills in and presses; every page that is looked at is also looked at by axe."""

    def __init__(self, page: Page, *, scripts: bool) -> None:
        self.page, self.looks_with_axe = page, scripts
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.open("/sign-in")
        self.fill("E-mail address", email)
        self.page.locator("#password").fill(password)
        self.press("Sign in")

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def follow(self, link: str, *, within: str = "main") -> None:
        self.page.locator(within).get_by_role("link", name=link, exact=True).first.click()
        self.look()

    def go_to(self, area: str) -> None:
        """Use the navigation at the head of the page, or that of the area."""
        self.page.locator(".govuk-service-navigation, .moj-sub-navigation").get_by_role(
            "link", name=area, exact=True
        ).first.click()
        self.look()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).first.click()
        self.look()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def choose(self, label: str, *, within: str | Locator = "main") -> None:
        place = self.page.locator(within) if isinstance(within, str) else within
        place.get_by_label(label, exact=True).first.check()

    def select(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).first.select_option(label=option)

    def fill_date(self, legend: str, day: int, month: int, year: int) -> None:
        group = self.page.get_by_role("group", name=legend)
        for part, number in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(part, exact=True).fill(str(number))

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def sees_nothing_of(self, *texts: str) -> None:
        source = self.page.content()
        for text in texts:
            assert text not in source, f"{self.page.url} shows {text}"

    @property
    def heading(self) -> str:
        return " ".join(self.page.locator("h1").inner_text().split())

    def look(self) -> None:
        """Wait for the page and let axe judge it, which it can only do where scripts run."""
        self.page.wait_for_load_state("load")
        if not self.looks_with_axe:
            return
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
        )
        self.complaints += [
            f"{self.page.url}: {violation['id']}: {node['html'][:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
            if not _known_of_conditional_radios(violation, node)
        ]


def _known_of_conditional_radios(violation: dict[str, Any], node: dict[str, Any]) -> bool:
    """The component's own script sets ``aria-expanded`` on radios that open something; only that is let pass."""
    opens = "govuk-radios__input" in node["html"] and "aria-controls" in node["html"]
    return violation["id"] == "aria-allowed-attr" and opens
