"""The shared material that stands beside the project for its developers, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).parents[2] / "shared"))


def shared(name: str) -> Path:
    """The file or folder ``name`` of the shared material; the test is skipped, saying so, where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared material is not here: {name}")
    return path
