"""Measure the form: what its pages cost, and what becomes of what is typed when many save; write docs/benchmarks.md."""

from __future__ import annotations

from tests.bench import pages, saving
from tests.bench.timing import write_section

if __name__ == "__main__":
    write_section("Pages beside a bare one (P3)", pages.text())
    write_section("Many auditors saving at once (P4)", saving.text())
