"""Attempts are counted in rows, so that neither a second process nor a burst of threads gets more of them."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from qa_app.db import db
from qa_app.people import operations
from qa_app.people.models import FailedSignIn
from qa_app.trail import verify
from tests.browser import Browser

from .doing import PASSWORD, sign_in, someone

TRY = """
from qa_app import create_app
from qa_app.db import transaction
from qa_app.people import operations
with create_app().app_context():
    for _ in range(20):
        try:
            with transaction():
                operations.count_attempt("anna@council.example", "192.0.2.7")
            print("counted")
        except operations.TooManyAttempts:
            print("refused")
"""


def test_C20_attempts_at_once_cannot_slip_through(fresh_app):
    someone(email="anna@council.example")
    at_once = 14
    gate = Barrier(at_once)

    def attempt(_number: int) -> int:
        client = fresh_app.test_client()
        browser = Browser(client)
        with fresh_app.app_context():
            page = browser.open("/sign-in")
            gate.wait()
            token = page.select_one("main input[name=csrf_token]")["value"]
            fields = {"csrf_token": token, "email": "anna@council.example", "password": "not the password"}
            return client.post("/sign-in", data=fields).status_code

    with ThreadPoolExecutor(at_once) as pool:
        answers = sorted(pool.map(attempt, range(at_once)))
    assert answers == [200] * operations.FAILURES_PER_ACCOUNT + [429] * (at_once - operations.FAILURES_PER_ACCOUNT)
    assert db.session.scalar(select(func.count()).select_from(FailedSignIn)) == operations.FAILURES_PER_ACCOUNT
    assert verify() is None


def test_C20_the_count_holds_across_processes(fresh_app):
    address = fresh_app.config["SQLALCHEMY_DATABASE_URI"]
    env = {**os.environ, "SECRET_KEY": fresh_app.config["SECRET_KEY"], "DATABASE_URL": address}
    said = subprocess.run([sys.executable, "-c", TRY], env=env, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["counted"] * 10 + ["refused"] * 10
    someone(email="anna@council.example")
    sign_in(Browser(fresh_app.test_client()), "anna@council.example", PASSWORD, expect=429)
