"""Clock and memory, and the page that what was measured is written to."""

from __future__ import annotations

import os
import platform
import re
import statistics
import time
import tracemalloc
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/benchmarks.md"


def timed(work: Callable[[], object], times: int) -> list[float]:
    """The processor times of so many runs, in milliseconds; where there are several one goes before, to warm up.

    Processor time, because what else runs on the machine would fall on short runs and long ones alike by the clock.
    """
    if times > 1:
        work()
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1e3)
    return taken


def beside(ours: Callable[[], object], theirs: Callable[[], object], turns: int = 31) -> tuple[float, float]:
    """What ours and theirs take in turns, in milliseconds: the quickest turn of each.

    A turn of ours is the median of 15 runs, one of theirs is one run. What else keeps the machine busy slows both down
    for a while, and is in neither figure.
    """
    found = [(statistics.median(timed(ours, 15)), timed(theirs, 1)[0]) for _ in range(turns)]
    return min(here for here, _ in found), min(there for _, there in found)


def shown(milliseconds: float) -> str:
    """A time in words."""
    if milliseconds < 1_000:
        return f"{milliseconds:.2f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1_000:,.1f} s"


def peak(work: Callable[[], object]) -> int:
    """The most memory in bytes that was taken at any time of a second run."""
    work()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def machine(packages: list[str]) -> str:
    """What it ran on, in words."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    processor = names[0] if names else platform.processor() or platform.machine()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    load = f"; load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{processor}, {cores} cores{load}. Python {platform.python_version()}, {versions}."


def write_section(title: str, text: str) -> None:
    """Put ``text`` under the heading ``title`` of the page, in place of what stood there."""
    page = PAGE.read_text("utf-8") if PAGE.exists() else "# Benchmarks\n"
    section = f"## {title}\n\n{text.strip()}\n"
    found = re.search(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    if found:
        page = page[: found.start()] + section + ("\n" if page[found.end() :] else "") + page[found.end() :]
    else:
        page = page.rstrip("\n") + "\n\n" + section
    PAGE.write_text(page, "utf-8")


def _lines(path: str) -> list[str]:
    return Path(path).read_text("utf-8").splitlines() if Path(path).exists() else []
