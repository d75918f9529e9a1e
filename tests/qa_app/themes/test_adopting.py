"""Adopting the starter themes."""

from __future__ import annotations

import pytest

from audit_tools import read_toml, supplied, supplied_text
from qa_app.db import transaction
from qa_app.themes.operations import adopt_starter_themes
from qa_app.themes.queries import themes, themes_with
from qa_app.themes.starter import STARTER_THEMES
from qa_app.trail import verify
from tests import factories


def test_the_starter_themes_are_adopted_in_their_order_and_only_once():
    with transaction():
        assert len(adopt_starter_themes(by=None)) == len(STARTER_THEMES)
    with transaction():
        assert adopt_starter_themes(by=None) == []
    assert [(theme.key, theme.name) for theme in themes()] == list(STARTER_THEMES)
    assert verify() is None


def test_a_council_keeps_its_own_themes_and_gets_the_others_after_them():
    factories.theme("neglect", "Neglect, as we say it")
    factories.theme("our-own", "Plans")
    with transaction():
        adopt_starter_themes(by=None)
    found = {theme.key: theme.name for theme in themes()}
    assert list(found)[:2] == ["neglect", "our-own"]
    assert found["neglect"] == "Neglect, as we say it"
    assert "plans" not in found, "two themes with one name could not be told apart"
    assert [theme.key for theme in themes_with(["missing", "neglect", "no-such-theme"])] == ["neglect", "missing"]
    assert themes_with([]) == []


@pytest.mark.parametrize("name", supplied())
def test_every_theme_that_a_supplied_tool_names_is_a_starter_theme(name):
    named = {theme for question in read_toml(supplied_text(name)).questions for theme in question.themes}
    assert named <= {key for key, _ in STARTER_THEMES}


def test_the_command_adopts_them(fresh_app):
    result = fresh_app.test_cli_runner().invoke(args=["themes", "adopt"])
    assert result.output == f"Themes adopted: {len(STARTER_THEMES)}.\n"
    assert fresh_app.test_cli_runner().invoke(args=["themes", "adopt"]).output == "Themes adopted: 0.\n"
    assert verify() is None
