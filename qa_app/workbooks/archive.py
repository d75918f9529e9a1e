"""What a workbook file is made of, weighed before anything opens it.

A workbook is a ZIP archive of XML parts. Its sizes are looked at first, then every part is walked once by a parser
that keeps nothing, so that no file, however made, can take more memory or time than the limits here allow.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
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

CONTENT_TYPES: Final = "[Content_Types].xml"
_SHEET_NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CHUNK: Final = 1 << 16
_PACKED_AS_USUAL: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NOT_A_WORKBOOK: Final = (
    "The file is not an Excel workbook (.xlsx), whatever its name ends with. "
    "Open it in the program it came from, save it as an Excel workbook (.xlsx) and choose that file."
)
_TOO_MUCH: Final = (
    "The workbook unpacks to far more than it can need, so it was not opened. "
    "Copy its sheets into a new workbook, save it and choose that file."
)


class WorkbookError(Exception):
    """The whole file is refused. The message is a sentence or two for the person who chose it."""


class _SizeKnown(Exception):  # noqa: N818 - ends a walk, and is no error
    """The sheet has said its size, and whoever only asks for that reads no further."""


@dataclass
class Part:
    """What was seen in one sheet: hidden rows, and the row spans (first, last) of its merged areas."""

    hidden_rows: list[int] = field(default_factory=list)
    merged_rows: list[tuple[int, int]] = field(default_factory=list)


def inspect_archive(stream: BinaryIO, most_unpacked: int | None = None) -> None:
    """Refuse what is no plain .xlsx workbook, or would take more to open than it can need.

    ``most_unpacked``: how many bytes it may unpack to, where that is less than for the largest case list.
    Sheets are walked only as far as opening a workbook reads them; ``inspect_sheet`` walks the one that is wanted.
    ``stream`` must be seekable; it is left at its start. Raises ``WorkbookError``.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(4096)
    _refuse_by_first_bytes(stream, head, size)
    with _unpacking(stream) as archive:
        _refuse_by_contents(archive, most_unpacked or MAX_UNPACKED_BYTES)
        left = MAX_ELEMENTS
        strings: set[str] = set()
        for name in (CONTENT_TYPES, *(name for name in archive.namelist() if name != CONTENT_TYPES)):
            walker = _Walker(left, to_size_only=name not in strings)
            walker.walk(archive, name)
            strings |= walker.string_parts
            left = walker.left
    stream.seek(0)


def inspect_sheet(stream: BinaryIO, name: str) -> Part:
    """Walk the whole sheet whose part in the archive is ``name``, and say what was seen. Raises ``WorkbookError``."""
    with _unpacking(stream) as archive:
        walker = _Walker(MAX_ELEMENTS)
        walker.walk(archive, name)
    return walker.part


@contextmanager
def _unpacking(stream: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(stream) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise WorkbookError(
            "The workbook is damaged: it cannot be unpacked. Open it in Excel, save it again and choose that file."
        ) from error


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


def _refuse_by_contents(archive: zipfile.ZipFile, most_unpacked: int) -> None:
    entries = archive.infolist()
    names = {entry.filename.casefold() for entry in entries}
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if any(entry.compress_type not in _PACKED_AS_USUAL for entry in entries):
        raise NotImplementedError("packed in a way that can ask for gigabytes of memory before its first byte")
    if len(entries) > MAX_PARTS or unpacked > most_unpacked:
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
    if CONTENT_TYPES not in archive.namelist() or not any(name.startswith("xl/") for name in names):
        raise WorkbookError(_NOT_A_WORKBOOK)


class _Walker:
    """Counts the elements of one part. A row or a shared string is a block: read, used and let go, one at a time."""

    __slots__ = (
        *("block_depth", "depth", "left", "left_in_block", "left_loose", "left_of"),
        *("is_sheet", "parser", "part", "string_parts", "to_size_only"),
    )

    def __init__(self, left: int, *, to_size_only: bool = False) -> None:
        self.part = Part()
        self.string_parts: set[str] = set()
        self.to_size_only = to_size_only
        self.is_sheet = False
        self.depth = self.block_depth = self.left_in_block = 0
        self.left = left
        self.left_loose = MAX_LOOSE_ELEMENTS
        self.left_of = {"row": MAX_ROWS, "si": MAX_STRINGS}
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._watch_loose()

    def walk(self, archive: zipfile.ZipFile, name: str) -> None:
        """Walk the part from its first byte."""
        with archive.open(name) as part:
            try:
                while chunk := part.read(_CHUNK):
                    self.parser.Parse(chunk, False)
            except (_SizeKnown, expat.ExpatError):
                # The second is a picture, say. Should it matter, opening the workbook fails at the same byte.
                pass

    def _watch_loose(self) -> None:
        self.parser.StartElementHandler = self._loose_start
        self.parser.EndElementHandler = self._loose_end

    def _loose_start(self, written: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        name = written.rpartition(":")[2]
        if name in self.left_of:
            self._enter_block(name, attributes)
            return
        self.left -= 1
        self.left_loose -= 1
        if self.left < 0 or self.left_loose < 0 or self.depth > MAX_DEPTH:
            raise WorkbookError(_TOO_MUCH)
        if name == "mergeCell" and len(self.part.merged_rows) < MAX_MERGES_KEPT:
            first, _, last = attributes.get("ref", "").partition(":")
            self.part.merged_rows.append((_number(first), _number(last or first)))
        elif name == "Override" and attributes.get("ContentType", "").endswith("sharedStrings+xml"):
            self.string_parts.add(attributes.get("PartName", "").removeprefix("/"))
        elif self.depth < 3:
            self._sheet_head(written, attributes)

    def _sheet_head(self, written: str, attributes: dict[str, str]) -> None:
        # Exact in name, place and namespace, so that a sheet is left off only where opening the workbook leaves it off.
        if self.depth == 1:
            self.is_sheet = written == "worksheet" and attributes.get("xmlns") == _SHEET_NAMESPACE
        elif self.to_size_only and self.is_sheet and written == "dimension" and list(attributes) == ["ref"]:
            raise _SizeKnown

    def _loose_end(self, _name: str) -> None:
        self.depth -= 1

    def _enter_block(self, name: str, attributes: dict[str, str]) -> None:
        self.left_of[name] -= 1
        self.block_depth = self.depth
        self.left_in_block = MAX_BLOCK_ELEMENTS
        if self.left_of[name] < 0 or self.left < 0:
            raise WorkbookError(_TOO_MUCH)
        if attributes.get("hidden") in ("1", "true"):
            self.part.hidden_rows.append(_number(attributes.get("r", "")))
        # Most elements stand in a block, so the two handlers used there do the least that can be done.
        self.parser.StartElementHandler = self._block_start
        self.parser.EndElementHandler = self._block_end

    def _block_start(self, _name: str, _attributes: dict[str, str]) -> None:
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


def _number(reference: str) -> int:
    digits = "".join(character for character in reference if character in "0123456789")
    return int(digits[:7] or 0)
