"""The factories make rows that the database takes, and the short tool is a tool."""

from __future__ import annotations

from audit_tools import read_toml
from tests import factories


def test_every_factory_makes_a_row():
    first = factories.audit(given_grade="good")
    second = factories.audit(on=first.entry, version=first.tool_version, kind="second", given_grade="inadequate")
    cycle = factories.cycle()
    factories.sampled(cycle, first.entry, first, second)
    made = factories.moderation_round(cycle, (first, second))
    factories.finding(first, factories.theme("plans"))
    factories.answers(first, "voice", **{"voice-sought": "yes"})
    assert made.cases[0].second.given_grade == "inadequate"
    assert {audit.id for audit in first.same_case} == {first.id, second.id}
    assert factories.plan_action().priority.actions


def test_the_short_tool_is_a_tool():
    assert [section.key for section in read_toml(factories.SHORT_TOOL).sections] == ["voice", "risk", "plan"]
