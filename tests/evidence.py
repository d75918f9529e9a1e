"""Write docs/evidence.md: for each adverse test its tests and what came of them, from one run of the suite.

``python -m tests.evidence RUN.xml`` reads the run that ``pytest --junitxml RUN.xml`` wrote.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

ROOT = Path(__file__).parents[1]
NUMBER = re.compile(r"_([A-I]\d{1,2})(?=_|$|\[)")
ROW = re.compile(r"^\| ([A-I]\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def outcome(case: Element) -> str:
    tags = {child.tag for child in case}
    return "failed" if tags & {"failure", "error"} else "skipped" if "skipped" in tags else "passed"


def gathered(run: Path) -> dict[str, dict[str, list[str]]]:
    """Number -> test (without its parameters) -> what came of each of its runs."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for case in parse(run).iter("testcase"):
        name = case.get("name", "").partition("[")[0]
        where = case.get("classname", "").removeprefix("tests.")
        for number in NUMBER.findall(name):
            found[number][f"{where}: {name}"].append(outcome(case))
    return found


def written(run: Path) -> str:
    known = ROW.findall((ROOT / "docs/adverse-tests.md").read_text("utf-8"))
    found = gathered(run)
    lines = [
        "# Evidence",
        "",
        "Made by `make evidence` from one run of the suite on SQLite; do not edit by hand.",
        "What each number stands for: [adverse-tests.md](adverse-tests.md).",
        "",
        "| Number | Test | Result |",
        "|---|---|---|",
    ]
    for number, *_ in known:
        for test, results in sorted(found.get(number, {}).items()):
            said = ", ".join(
                f"{results.count(kind)} {kind}" for kind in ("passed", "failed", "skipped") if kind in results
            )
            lines.append(f"| {number} | `{test}` | {said} |")
        if number not in found:
            lines.append(f"| {number} | none yet | |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs/evidence.md").write_text(written(Path(sys.argv[1])), "utf-8")
