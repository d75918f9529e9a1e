"""A real gunicorn, on this machine only, and somebody who calls it again when it dies."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds for an answer, in which a new worker also starts."""


@contextmanager
def gunicorn(
    application: str, log: Path, *, workers: int = 1, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve ``module:call(...)``; the address of it. It listens already, so a call waits for a worker to be up.

    :param settings: what the environment of the application says besides.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("w") as heard:
        command = [
            str(Path(sys.executable).with_name("gunicorn")),
            *("--bind", f"fd://{listening.fileno()}", "--workers", str(workers)),
            *("--worker-class", "gthread", "--threads", "4", "--keep-alive", "65"),
            *("--graceful-timeout", "2", "--no-control-socket", application),
        ]
        master = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(settings or {})},
            pass_fds=[listening.fileno()],
            stdout=heard,
            stderr=subprocess.STDOUT,
        )
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            master.terminate()
            try:
                master.wait(timeout=10)
            except subprocess.TimeoutExpired:
                master.kill()
                master.wait()


class Caller:
    """A person's browser: it keeps cookies, fills in forms, and can send the same form once more."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self.status, self.path = 0, ""

    def open(self, path: str, fields: dict[str, str] | None = None) -> BeautifulSoup:
        """:raises ConnectionError: when the server died before it answered."""
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        try:
            with self.opener.open(self.address + path, data, timeout=PATIENCE) as answer:
                return self._read(answer)
        except urllib.error.HTTPError as error:
            with error:
                return self._read(error)
        except http.client.RemoteDisconnected as gone:
            raise ConnectionError from gone

    def _read(self, answer: http.client.HTTPResponse | urllib.error.HTTPError) -> BeautifulSoup:
        self.status, self.path = int(answer.status or 0), urllib.parse.urlsplit(answer.url).path
        return BeautifulSoup(answer.read(), "html.parser")

    def sign_in(self, email: str, password: str) -> None:
        page = self.open("/sign-in")
        self.open("/sign-in", standing(page) | {"email": email, "password": password})
        assert self.path == "/", "signing in did not work"


def standing(page: BeautifulSoup) -> dict[str, str]:
    """What stands in the hidden fields of the page's own form."""
    form = page.select_one("main form")
    assert isinstance(form, Tag)
    return {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[type=hidden]")}
