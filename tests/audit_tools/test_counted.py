"""Every tool asks the questions that all audits are counted by, under the same keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tools import COUNTED, lacking, read_toml

EVERY_KIND = (Path(__file__).parents[1] / "every_kind.toml").read_text("utf-8")


def test_a_tool_with_all_of_them_lacks_nothing() -> None:
    assert lacking(read_toml(EVERY_KIND)) == ()


@pytest.mark.parametrize("key", COUNTED)
def test_each_of_them_is_missed(key: str) -> None:
    renamed = EVERY_KIND.replace(f'key = "{key}"', f'key = "{key}-x"', 1).replace(f'"{key} is', f'"{key}-x is')
    renamed = renamed.replace(f"or {key} is", f"or {key}-x is")
    [said] = lacking(read_toml(renamed))
    assert said == f"Add a question with the key “{key}” and the kind “{COUNTED[key].kind}”."


def test_another_kind_or_other_options_are_named() -> None:
    other = EVERY_KIND.replace('kind = "line"\ntext = "Why was the child', 'kind = "text"\ntext = "Why was the child')
    assert lacking(read_toml(other)) == (
        "Make the question “child-view-why” of kind “line”: it is counted across all tools.",
    )
    fewer = EVERY_KIND.replace('  { key = "worse", label = "Things are worse" },\n', "")
    assert lacking(read_toml(fewer)) == (
        "Give the question “impact” the options clear, some, none, worse, cannot-tell, in this order.",
    )


@pytest.mark.parametrize(("kind", "what"), [("strength", "done well"), ("area", "better")])
def test_findings_are_asked_for(kind: str, what: str) -> None:
    without = EVERY_KIND.replace(f'kind = "{kind}"\n', 'kind = "text"\n')
    [said] = lacking(read_toml(without))
    assert what in said
