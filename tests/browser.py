"""Read pages as a person would, and refuse any page that is not well made."""

from __future__ import annotations

from collections import Counter
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from qa_app.db import db


class Client(FlaskClient):
    """A client whose requests have a context of their own, as they have on a server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # Let go of the test's own savepoint first: rolling it back later would undo what the request committed.
        db.session.commit()
        with self.application.app_context():
            return super().open(*args, **kwargs)


PROTECTED = ("Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy")


class Browser:
    """A person's browser without scripts: it opens pages, fills forms in and presses buttons."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str, *, expect: int = 200) -> BeautifulSoup:
        return self._page(self.client.get(path), expect)

    def submit(self, path: str, *, expect: int = 302, **answers: Any) -> BeautifulSoup:
        """Post to a path directly, with this session's token, as a form on some page would."""
        return self._page(self.client.post(path, data={"csrf_token": self.token(), **answers}), expect)

    def press(self, page: BeautifulSoup, button: str, *, expect: int = 302, **answers: Any) -> BeautifulSoup:
        """Press a button of the page: its form goes with all that stands in it, and with ``answers`` on top."""
        (found,) = (b for b in page.select("main button, header button") if b.get_text(strip=True) == button)
        form = found.find_parent("form")
        assert form is not None, f"the button {button} is in no form"
        fields = {**self._standing(form), **answers}
        if found.get("name"):
            fields[str(found["name"])] = str(found.get("value", ""))
        path = str(form.get("action") or self.path)
        response = self.client.post(path, data=fields, content_type=str(form.get("enctype") or "") or None)
        return self._page(response, expect)

    def follow(self, *, expect: int = 200) -> BeautifulSoup:
        """Go where the last answer sent us."""
        assert self.location, "the last answer sent us nowhere"
        return self.open(self.location, expect=expect)

    def token(self) -> str:
        page = BeautifulSoup(self.client.get("/sign-in", follow_redirects=True).text, "html.parser")
        return str(page.select_one("input[name=csrf_token]")["value"])  # type: ignore[index]

    def _standing(self, form: Tag) -> dict[str, Any]:
        """What stands in a form's fields before anything is typed."""
        found: dict[str, Any] = {}
        for tag in form.select("input[name], textarea[name], select[name]"):
            name, kind = str(tag["name"]), str(tag.get("type", "text"))
            if kind in {"radio", "checkbox"} and not tag.has_attr("checked"):
                continue
            if kind == "file":
                continue
            if tag.name == "textarea":
                value = tag.get_text().removeprefix("\n")
            elif tag.name == "select":
                chosen = tag.select_one("option[selected]") or tag.select_one("option")
                value = str(chosen.get("value", "")) if chosen else ""
            else:
                value = str(tag.get("value", ""))
            if name in found:
                found[name] = [*found[name], value] if isinstance(found[name], list) else [found[name], value]
            else:
                found[name] = value
        return found

    def _page(self, response: TestResponse, expect: int) -> BeautifulSoup:
        self.response, self.path = response, response.request.path
        self.location = response.headers.get("Location", "")
        page = BeautifulSoup(response.text, "html.parser")
        problem = page.select_one(".govuk-error-summary") or page.select_one("main") or page
        assert response.status_code == expect, (
            f"{response.status_code} {self.path}: {problem.get_text(' ', strip=True)}"
        )
        for header in PROTECTED:
            assert header in response.headers, f"{header} is missing on {self.path}"
        if 300 <= expect < 400 or response.mimetype != "text/html":
            return page
        check_page(response.text, page)
        return page


def check_page(text: str, page: BeautifulSoup) -> None:
    """Refuse a page that a browser, a screen reader or a strict policy would stumble over."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    assert not parser.errors, parser.errors
    tags = page.find_all(True)  # one walk: a selector for each question takes longer than the page did to make
    (heading,) = (tag for tag in tags if tag.name == "h1")
    title = page.title.get_text(strip=True)  # type: ignore[union-attr]
    assert " ".join(heading.get_text().split()) in " ".join(title.split()), "the title should carry the heading"
    ids = Counter(tag["id"] for tag in tags if tag.has_attr("id"))
    assert not [name for name, times in ids.items() if times > 1], f"repeated ids: {ids.most_common(3)}"
    labelled = {tag.get("for") for tag in tags if tag.name == "label"}
    for tag in tags:
        if tag.name in {"input", "select", "textarea"} and tag.get("type") != "hidden":
            assert tag.has_attr("aria-label") or tag.get("id") in labelled, f"no label for {tag.get('name')}"
        described = set(str(tag.get("aria-describedby", "")).split())
        assert described <= ids.keys(), f"describes nothing: {described}"
        assert not tag.has_attr("style"), "inline style"
        assert not [name for name in tag.attrs if name.startswith("on")], f"inline handler on {tag.name}"
        if tag.name == "script":
            assert tag.has_attr("nonce") or tag.has_attr("src"), "inline script without a nonce"
        if tag.name == "form" and tag.get("method") == "post":
            assert tag.find("input", attrs={"name": "csrf_token"}), f"a form without a token: {tag.get('action')}"
    for link in page.select(".govuk-error-summary a"):
        assert str(link["href"]).removeprefix("#") in ids, f"error points nowhere: {link['href']}"
    assert bool(page.select_one(".govuk-error-summary")) == title.startswith("Error: "), title
    assert "{{" not in page.get_text(), "a template was shown unrendered"
