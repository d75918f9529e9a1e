"""Measure the agreement engine and the severity model and write docs/benchmarks.md."""

from __future__ import annotations

from tests.bench import agreement, severity
from tests.bench.timing import write_section

if __name__ == "__main__":
    write_section("Agreement beside its peers (P1)", agreement.text())
    write_section("Severity (P2)", severity.text())
