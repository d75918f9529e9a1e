"""What a workbook file is made of, weighed before anything opens it.

A workbook is a ZIP archive of XML parts. Its sizes are looked at first, then every part is walked once by a parser
that keeps nothing, so that no file, however made, can take more memory or time than the limits here allow.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final
from xml.parsers import expat

MAX_FILE_BYTES: Final = 50_000_000
MAX_UNPACKED_BYTES: Final = 400_000_000
MAX_RATIO: Final = 200
SMALL_ENOUGH_FOR_ANY_RATIO: Final = 20_000_000
MAX_PARTS: Final = 2_000

MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 12_000_000
MAX_LOOSE_ELEMENTS: Final = 200_000
MAX_BLOCK_ELEMENTS: Final = 70_000
MAX_ROWS: Final = 1_048_576
MAX_STRINGS: Final = 1_200_000
MAX_MERGES_KEPT: Final = 1_000

_CHUNK: Final = 1 << 16
_NOT_A_WORKBOOK: Final = (
    "The file is not an Excel workbook (.xlsx), whatever its name ends with. "
    "Open it in the program it came from, save it as an Excel workbook (.xlsx) and choose that file."
)
_TOO_MUCH: Final = (
    "The workbook unpacks to far more than a case list needs, so it was not opened. "
    "Copy the lists into a new workbook, save it and choose that file."
)


class WorkbookError(Exception):
    """The whole file is refused. The message is a sentence or two for the person who chose it."""


@dataclass
class Part:
    """What was seen in one XML part: hidden rows, and the row spans (first, last) of its merged areas."""

    hidden_rows: list[int] = field(default_factory=list)
    merged_rows: list[tuple[int, int]] = field(default_factory=list)


def inspect_archive(stream: BinaryIO) -> Mapping[str, Part]:
    """Refuse what is no plain .xlsx workbook or is built to harm; otherwise give what was seen, by part name.

    ``stream`` must be seekable; it is left at its start. Raises ``WorkbookError``.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(4096)
    _refuse_by_first_bytes(stream, head, size)
    try:
        with zipfile.ZipFile(stream) as archive:
            _refuse_by_contents(archive)
            parts = _walk_all(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise WorkbookError(
            "The workbook is damaged: it cannot be unpacked. Open it in Excel, save it again and choose that file."
        ) from error
    stream.seek(0)
    return parts


def _refuse_by_first_bytes(stream: BinaryIO, head: bytes, size: int) -> None:
    if size == 0:
        raise WorkbookError("The file is empty.")
    if size > MAX_FILE_BYTES:
        raise WorkbookError(f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB, the most that can be read.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        stream.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in stream.read():
            raise WorkbookError("The workbook is locked with a password. Save a copy without one and choose that file.")
        raise WorkbookError(
            "The file is in the old Excel format (.xls). Open it in Excel, save it as an Excel workbook (.xlsx) "
            "and choose that file."
        )
    if not head.startswith(b"PK"):
        if b"\0" not in head and any(mark in head for mark in (b",", b";", b"\t")):
            raise WorkbookError(
                "The file holds plain text, such as CSV, and not an Excel workbook. Open it in Excel, save it as an "
                "Excel workbook (.xlsx) and choose that file."
            )
        raise WorkbookError(_NOT_A_WORKBOOK)


def _refuse_by_contents(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename.casefold() for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise WorkbookError(_TOO_MUCH)
    if unpacked > SMALL_ENOUGH_FOR_ANY_RATIO and unpacked / packed > MAX_RATIO:
        raise WorkbookError(_TOO_MUCH)
    if any(name.endswith("vbaproject.bin") or "macrosheets/" in name for name in names):
        raise WorkbookError(
            "The workbook holds macros, which are never opened here. Save a copy as an Excel workbook (.xlsx), "
            "which leaves them out, and choose that file."
        )
    if "xl/workbook.bin" in names:
        raise WorkbookError(
            "The workbook is in Excel's binary format (.xlsb). Save it as an Excel workbook (.xlsx) and choose "
            "that file."
        )
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise WorkbookError(_NOT_A_WORKBOOK)


class _Walker:
    """Counts the elements of one part. A row or a shared string is a block: read, used and let go, one at a time."""

    __slots__ = ("block_depth", "depth", "left", "left_in_block", "left_loose", "left_of", "parser", "part")

    def __init__(self, left: int) -> None:
        self.part = Part()
        self.depth = self.block_depth = self.left_in_block = 0
        self.left = left
        self.left_loose = MAX_LOOSE_ELEMENTS
        self.left_of = {"row": MAX_ROWS, "si": MAX_STRINGS}
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._watch_loose()

    def _watch_loose(self) -> None:
        self.parser.StartElementHandler = self._loose_start
        self.parser.EndElementHandler = self._loose_end

    def _loose_start(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        name = name.rpartition(":")[2]
        if name in self.left_of:
            self._enter_block(name, attributes)
            return
        self.left -= 1
        self.left_loose -= 1
        if self.left < 0 or self.left_loose < 0 or self.depth > MAX_DEPTH:
            raise WorkbookError(_TOO_MUCH)
        if name == "mergeCell" and len(self.part.merged_rows) < MAX_MERGES_KEPT:
            first, _, last = _pairs(attributes).get("ref", "").partition(":")
            self.part.merged_rows.append((_number(first), _number(last or first)))

    def _loose_end(self, _name: str) -> None:
        self.depth -= 1

    def _enter_block(self, name: str, attributes: list[str]) -> None:
        self.left_of[name] -= 1
        self.block_depth = self.depth
        self.left_in_block = MAX_BLOCK_ELEMENTS
        if self.left_of[name] < 0 or self.left < 0:
            raise WorkbookError(_TOO_MUCH)
        found = _pairs(attributes)
        if found.get("hidden") in ("1", "true"):
            self.part.hidden_rows.append(_number(found.get("r", "")))
        # Most elements stand in a block, so the two handlers used there do the least that can be done.
        self.parser.StartElementHandler = self._block_start
        self.parser.EndElementHandler = self._block_end

    def _block_start(self, _name: str, _attributes: list[str]) -> None:
        self.depth += 1
        self.left_in_block -= 1
        if self.left_in_block < 0 or self.depth > MAX_DEPTH:
            raise WorkbookError(_TOO_MUCH)

    def _block_end(self, _name: str) -> None:
        self.depth -= 1
        if self.depth < self.block_depth:
            self.left -= MAX_BLOCK_ELEMENTS - self.left_in_block
            self._watch_loose()

    def _doctype(self, *_declaration: object) -> None:
        raise WorkbookError(
            "The workbook declares entities of its own, which no spreadsheet program writes, so it was not opened."
        )


def _walk_all(archive: zipfile.ZipFile) -> dict[str, Part]:
    parts = {}
    left = MAX_ELEMENTS
    for name in archive.namelist():
        walker = _Walker(left)
        with archive.open(name) as part:
            try:
                while chunk := part.read(_CHUNK):
                    walker.parser.Parse(chunk, False)
            except expat.ExpatError:
                # A picture, say. Should it matter, the reader of cells stops at the same byte and says so.
                pass
        parts[name] = walker.part
        left = walker.left
    return parts


def _pairs(attributes: list[str]) -> dict[str, str]:
    return dict(zip(attributes[::2], attributes[1::2], strict=True))


def _number(reference: str) -> int:
    digits = "".join(character for character in reference if character in "0123456789")
    return int(digits[:7] or 0)
