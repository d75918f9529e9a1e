"""Measure the agreement engine and the severity model and write docs/benchmarks.md."""

from __future__ import annotations

import os
import sys

from tests.bench import agreement, severity
from tests.bench.timing import write_section

if __name__ == "__main__":
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        sys.exit("Run make bench-moderation: the page says that linear algebra keeps to one thread.")
    write_section("Agreement beside its peers (P1)", agreement.text())
    write_section("Severity (P2)", severity.text())
