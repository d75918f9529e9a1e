"""The locks: written from pyproject.toml with hashes and without addresses, and checked to follow from it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = {
    "requirements.lock": ["pyproject.toml"],
    "requirements-dev.lock": ["pyproject.toml", "--group", "dev"],
    "requirements-node.lock": ["--group", "node"],
}
FORM = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"]


def compile_lock(name: str, target: Path) -> None:
    """Write one lock to ``target``, keeping the versions that stand there already wherever they still fit."""
    command = [str(Path(sys.executable).with_name("uv")), "pip", "compile", *LOCKS[name], *FORM, "-o", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)


def check() -> list[str]:
    """The names of the locks that no longer follow from pyproject.toml."""
    stale = []
    for name in LOCKS:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / name
            shutil.copy(ROOT / name, target)
            compile_lock(name, target)
            if target.read_text() != (ROOT / name).read_text():
                stale.append(name)
    return stale


if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        for name in LOCKS:
            compile_lock(name, ROOT / name)
    elif stale := check():
        sys.exit(f"Out of step with pyproject.toml: {', '.join(stale)}. Run `make lock` and commit the result.")
