"""Signing in, in a real browser."""

from __future__ import annotations

import pytest

from qa_app.access import Role
from qa_app.db import transaction
from qa_app.people import operations, passwords
from tests.journeys.visitor import PASSWORD


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_person_signs_in_and_out(fresh_app, visitor, scripts):
    with fresh_app.app_context(), transaction():
        operations.add_person(
            email="ann@council.example",
            name="Ann Auditor",
            roles={Role.AUDITOR},
            password_hash=passwords.hashed(PASSWORD),
            by=None,
        )
    ann = visitor(scripts=scripts)
    ann.sign_in("ann@council.example")
    assert ann.heading == "Home"
    ann.sees("Signed in as Ann Auditor")
    ann.press("Sign out")
    assert ann.heading == "Sign in"
    ann.sees("You have signed out")
