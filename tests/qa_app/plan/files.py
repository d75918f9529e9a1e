"""The project's own plan as files, and ways to spoil them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

OWN = Path(__file__).parents[3] / "qa_app/demo/plan"


def own_plan() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(OWN.glob("*.csv"))}


def changed(file: str, old: str, new: str) -> dict[str, bytes]:
    """The own plan with one text replaced in one file, which must be there."""
    files = own_plan()
    text = files[file].decode()
    assert old in text, f"{file} has no {old}"
    files[file] = text.replace(old, new, 1).encode()
    return files


def zipped(files: dict[str, bytes], folder: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(folder + name, data)
    return made.getvalue()
