"""Somebody who writes an audit in a browser: signs in, opens a section, and saves it while typing, over real HTTP."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup

from tests import long_tool
from tests.bench.form_council import PASSWORD, Desk

WORDS = "She told the worker – twice – that she wants to stay at her school & with her sister; it was written down"
IN_HAND = long_tool.section_keys()[:3]
"""The sections that are written in turn."""

PATIENCE = 120
"""Seconds for an answer, in which the server also starts."""


class Kept(Protocol):
    def __call__(self, audit_id: int, section: str) -> tuple[dict[str, Any], int]:
        """The answers and the version that the database holds."""


@dataclass
class Auditor:
    """One browser with its cookies and one connection that stays open; what came of its saves."""

    address: str
    desk: Desk
    kept: Kept
    cookies: dict[str, str] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    """Milliseconds from when each save was due to its answer."""
    failed: list[str] = field(default_factory=list)
    acknowledged: dict[str, tuple[dict[str, Any], int]] = field(default_factory=dict)
    """Section -> the answers and the version that were last acknowledged."""
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    saves: int = 0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)

    def call(
        self, method: str, path: str, fields: dict[str, str] | None = None, accept: str = "*/*"
    ) -> tuple[int, str]:
        headers = {"Accept": accept, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, text

    def arrive(self) -> None:
        """Sign in, and open the sections in hand as they are before anything is saved."""
        fields = self._hidden(self.call("GET", "/sign-in")[1])
        status, _ = self.call("POST", "/sign-in", fields | {"email": self.desk.email, "password": PASSWORD})
        assert status == 302, f"{self.desk.email} could not sign in: {status}"
        for section in IN_HAND:
            status, page = self.call("GET", self._path(section))
            assert status == 200, (section, status)
            self.forms[section] = self._hidden(page)
        self.connection.close()  # the server would, before the last of the others has arrived

    def save(self, due: float | None = None) -> None:
        """Save the next section with new words, and read them back from the database.

        :param due: when the save was to begin, by ``time.perf_counter``; waiting for the one before counts too.
        """
        section, self.saves = IN_HAND[self.saves % len(IN_HAND)], self.saves + 1
        answers = self._answers(section)
        fields = self.forms[section] | {f"q-{key}": text for key, text in answers.items()}
        began = time.perf_counter() if due is None else due
        try:
            status, text = self.call("POST", self._path(section), fields, "application/json")
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self.failed.append(f"{type(error).__name__}: {error}")
            return
        self.took.append((time.perf_counter() - began) * 1e3)
        if status != 200:
            self.failed.append(f"{status}: {text[:200]}")
            return
        version = int(json.loads(text)["version"])
        self.forms[section]["version"] = str(version)
        self.acknowledged[section] = (answers, version)
        if self.kept(self.desk.audit_id, section) != (answers, version):
            self.failed.append(f"{self.desk.email}, {section}, save {self.saves}: the database holds something else")

    def _answers(self, section: str) -> dict[str, str]:
        said = f"{self.desk.email}, save {self.saves}"
        return {key: f"{key} by {said}.\n{WORDS}." for key in long_tool.text_keys(section)}

    def _path(self, section: str) -> str:
        return f"/audits/{self.desk.audit_key}/sections/{section}"

    def _hidden(self, page: str) -> dict[str, str]:
        form = BeautifulSoup(page, "html.parser").select_one("main form")
        assert form is not None
        return {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[type=hidden]")}
