"""Uploading a workbook through the page, as a QA manager does."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from bs4 import BeautifulSoup

from tests.browser import Browser
from tests.qa_app.cases.workbooks import workbook


def upload(browser: Browser, stream: io.BytesIO, name: str = "list.xlsx", *, expect: int = 302) -> BeautifulSoup:
    """Choose a file and press the button."""
    page = browser.open("/cases/import")
    return browser.press(page, "Read the file", expect=expect, file=(io.BytesIO(stream.getvalue()), name))


def preview(browser: Browser, rows: Iterable[Mapping[str, object]], name: str = "list.xlsx") -> BeautifulSoup:
    """Upload a list of these rows and look at what was read."""
    upload(browser, workbook(rows), name)
    return browser.follow()


def import_list(browser: Browser, rows: Iterable[Mapping[str, object]]) -> None:
    """Upload a good list and confirm it."""
    page = preview(browser, rows)
    said = [button.get_text(strip=True) for button in page.select("main button")]
    (button,) = (words for words in said if words.startswith("Import"))
    browser.press(page, button)
