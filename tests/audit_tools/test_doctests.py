"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import audit_tools

MODULES = sorted(module.name for module in pkgutil.iter_modules(audit_tools.__path__, "audit_tools."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    with_examples = {
        name for name in MODULES for found in finder.find(importlib.import_module(name), name) if found.examples
    }
    assert {
        f"audit_tools.{name}" for name in ("conditions", "errors", "grading", "reading", "scale", "values")
    } <= with_examples
