"""Measure the form: what its pages cost, and what becomes of what is typed when many save; write docs/benchmarks.md."""

from __future__ import annotations

import signal
import sys

from tests.bench import pages, saving
from tests.bench.timing import write_section

if __name__ == "__main__":
    # Ended from outside, it still ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended before it was done"))
    write_section("Pages beside a bare one (P3)", pages.text())
    write_section("Many auditors saving at once (P4)", saving.text())
