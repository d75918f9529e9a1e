from __future__ import annotations

import pytest

from qa_app.access import Role
from tests import factories


@pytest.fixture
def administrator():
    return factories.person(Role.ADMINISTRATOR, name="Ash Admin")


@pytest.fixture
def admin(administrator, browser_of):
    return browser_of(administrator)
