"""Take the pictures in docs/screenshots anew: ``python -m tests.journeys.screenshots``.

The demonstration is told on a database of its own and served on a free port of this machine; each page is then opened
in a real browser by somebody who may open it, on a wide screen and on a telephone.
"""

from __future__ import annotations

import logging
import random
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from config import Config
from qa_app import create_app
from qa_app.audits import operations as audits
from qa_app.audits.models import Audit
from qa_app.audits.queries import audits_to_do, paper_of
from qa_app.db import db, transaction
from qa_app.demo import council
from qa_app.demo.people import DOMAIN, PASSWORD
from qa_app.demo.writing import write_answers
from qa_app.people.queries import person_with_email
from qa_app.tools.queries import definition
from tests.journeys.conftest import CHROMIUM, FLAGS

PICTURES = Path(__file__).parents[2] / "docs/screenshots"
WIDTHS = {1280: 1000, 375: 900}
"""Pixels: how wide a picture is, and how much of the page it shows at most."""

ADMINISTRATOR, MANAGER, HEAD, AUDITOR = "ada.minister", "quentin.assurance", "sam.guard", "alex.auditor"


@contextmanager
def demonstration() -> Iterator[tuple[Flask, str]]:
    """The demonstration council and its address, for as long as the pictures take."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Config(
                SECRET_KEY=random.SystemRandom().randbytes(32).hex(),
                SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/pictures.sqlite",
                COUNCIL_NAME="Larkshire Council",
                DEMONSTRATION=True,
                SESSION_COOKIE_SECURE=False,
            )
        )
        with app.app_context():
            upgrade()
            council.tell()
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield app, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            with app.app_context():
                db.engine.dispose()


class Photographer:
    """One person at a browser, who takes a picture of every page that is asked for."""

    def __init__(self, browser: Browser, address: str, who: str = "") -> None:
        context = browser.new_context(base_url=address, locale="en-GB", timezone_id="Europe/London")
        self.page: Page = context.new_page()
        if who:
            self.page.goto("/sign-in")
            self.page.fill("#email", f"{who}@{DOMAIN}")
            self.page.fill("#password", PASSWORD)
            self.page.get_by_role("button", name="Sign in", exact=True).click()

    def leads_to(self, path: str, address: str, place: int = 0) -> str:
        """The address of a link on the page at ``path``: the one at ``place`` of those that begin with ``address``."""
        self.page.goto(path)
        links = self.page.locator(f'main a[href^="{address}"]').evaluate_all(
            "all => [...new Set(all.map(one => one.getAttribute('href')))]"
        )
        return str(links[place])

    def take(self, name: str, path: str, *, top: str = "") -> None:
        """Pictures of the page at ``path``, from its head or from the element ``top`` on."""
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.goto(path)
            if top:
                self.page.locator(top).first.evaluate("one => one.scrollIntoView({block: 'start'})")
            self.page.screenshot(path=PICTURES / f"{name}-{width}.png", scale="css")


def begun_audit(app: Flask) -> str:
    """The key of the audit that the auditor has begun."""
    with app.app_context():
        return next(audit.key for audit in _to_do() if paper_of(audit).complete)


def complete(app: Flask, key: str) -> None:
    """Answer what the auditor has not answered yet, so that the audit can be checked and sent."""
    with app.app_context():
        audit = next(audit for audit in _to_do() if audit.key == key)
        answered = {section.section for section in audit.sections}
        tool = definition(audit.tool_version)
        written = write_answers(tool, "requires-improvement", random.Random(1))
        with transaction():
            for section, answers in written.items():
                if section not in answered:
                    audits.save_section(audit, section, answers, based_on=0, by=audit.auditor)


def _to_do() -> list[Audit]:
    auditor = person_with_email(f"{AUDITOR}@{DOMAIN}")
    if auditor is None:
        raise RuntimeError("the demonstration has no such auditor")
    return list(audits_to_do(auditor))


def of_the_auditor(auditor: Photographer, app: Flask) -> None:
    audit = begun_audit(app)
    auditor.take("home-auditor", "/")
    auditor.take("audit", f"/audits/{audit}")
    auditor.take("section", f"/audits/{audit}/sections/voice", top="fieldset:has(.app-descriptor)")
    complete(app, audit)
    auditor.take("check", f"/audits/{audit}/check", top='h2:text("Overall judgement")')


def of_the_manager(manager: Photographer) -> None:
    manager.take("home-qa-manager", "/")
    manager.take("cases", "/cases/")
    waiting = manager.leads_to("/", "/cycles/")
    manager.take("cycle", waiting, top="#draw")
    closed = manager.leads_to("/rounds/", "/rounds/", place=-1)
    manager.take("round", closed)
    manager.take("agreement", closed, top="#measures")
    manager.take("two-grades", manager.leads_to(closed, "/rounds/cases/"))


def of_the_head(head: Photographer) -> None:
    head.take("home-head", "/")
    head.take("themes", "/findings/", top='h2:text("Themes")')
    head.take("theme", head.leads_to("/findings/", "/findings/themes/"))
    head.take("plan", "/plan/")
    head.take("plan-action", head.leads_to("/plan/", "/plan/actions/"))


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demonstration() as (app, address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        Photographer(browser, address).take("sign-in", "/sign-in")
        of_the_auditor(Photographer(browser, address, AUDITOR), app)
        of_the_manager(Photographer(browser, address, MANAGER))
        of_the_head(Photographer(browser, address, HEAD))
        administrator = Photographer(browser, address, ADMINISTRATOR)
        administrator.take("home-administrator", "/")
        administrator.take("people", "/people/")
        browser.close()


if __name__ == "__main__":
    main()
