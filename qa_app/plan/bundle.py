"""The files of a plan as they come: one by one, or together in a zip, which is opened with care and never on disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from .reading import PlanProblems
from .tables import LARGEST_FILE, Problem

MOST_FILES = 40
LARGEST_PLAN = 8 * 1024 * 1024
"""Bytes of all files together, unpacked."""

PACKED_AS_USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What every program packs with. Of other ways a file can ask for gigabytes of memory before its first byte."""


def unpacked(sent: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Name -> bytes of every file sent, those inside a zip among them.

    :raises PlanProblems: when a zip cannot or should not be opened, or two files have one name.
    """
    found: dict[str, bytes] = {}
    for name, data in _files(sent):
        if name in found:
            raise PlanProblems([Problem(name, 0, "", "Two files have this name. Send each once.")])
        found[name] = data
        if len(found) > MOST_FILES or sum(map(len, found.values())) > LARGEST_PLAN:
            raise PlanProblems([Problem(name, 0, "", _too_much())])
    return found


def _too_much() -> str:
    return f"With this file it is more than {MOST_FILES} files or {LARGEST_PLAN // 1024 // 1024} megabytes in all."


def _files(sent: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for name, data in sent:
        plain = _plain(name)
        if data.startswith(b"PK\x03\x04"):
            yield from _of_zip(plain, data)
        else:
            yield plain, data


def _of_zip(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Every CSV file of the zip. What its list says of sizes is not believed: each is read up to the limit only."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            members = [each for each in bundle.infolist() if not each.is_dir()]
            if len(members) > MOST_FILES:
                raise PlanProblems([Problem(name, 0, "", f"There are more than {MOST_FILES} files in this zip.")])
            for each in members:
                if each.compress_type not in PACKED_AS_USUAL:
                    raise NotImplementedError(each.compress_type)
                if _leads_out(each.filename):
                    raise PlanProblems([Problem(name, 0, "", "A file name in this zip leads out of it.")])
                if _plain(each.filename).endswith(".csv") and not each.filename.startswith("__MACOSX/"):
                    with bundle.open(each) as file:
                        yield _plain(each.filename), file.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, zlib.error) as fault:
        if isinstance(fault, PlanProblems):
            raise
        reason = "This zip is damaged, locked with a password or packed in a way that cannot be opened here."
        raise PlanProblems([Problem(name, 0, "", reason)]) from None


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


def _plain(name: str) -> str:
    """The last part of a path of any system, in small letters."""
    return name.replace("\\", "/").rpartition("/")[2].strip().lower()[:120]
