"""Files that are no workbook, and files built to harm: refused, and within bounds."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest
from defusedxml import EntitiesForbidden

from qa_app.workbooks import archive
from tests.qa_app.cases.refusal import read, refusal
from tests.qa_app.cases.workbooks import (
    GOOD,
    HEADINGS,
    SHEET,
    SHEET_XML,
    sheet_cells,
    sheet_xml,
    with_parts,
    with_shared_strings,
    workbook,
)


def compound_file(stream_name):
    return io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream_name.encode("utf-16-le") + bytes(512))


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100)


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (io.BytesIO(b""), "The file is empty"),
        (io.BytesIO(PNG), "not an Excel workbook"),
        (io.BytesIO(b"%PDF-1.7 " + bytes(100)), "not an Excel workbook"),
        (io.BytesIO(b"Child Unique ID,Case status\r\n1,a\r\n"), "plain text, such as CSV"),
        (io.BytesIO(b"\xef\xbb\xbfChild Unique ID;Case status\r\n"), "plain text, such as CSV"),
        (io.BytesIO("Child Unique ID\tCase status".encode("utf-16")), "not an Excel workbook"),
        (compound_file("Workbook"), "old Excel format (.xls)"),
        (compound_file("EncryptedPackage"), "locked with a password"),
        (io.BytesIO(b"PK\x03\x04" + bytes(200)), "damaged"),
        (io.BytesIO(workbook([GOOD]).getvalue()[:-400]), "damaged"),
    ],
    ids=["empty", "png", "pdf", "csv", "csv-bom", "utf-16", "xls", "locked", "broken-zip", "cut-short"],
)
def test_E1_what_is_no_workbook_is_refused(stream, said):
    assert said in refusal(stream)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_E1_a_part_packed_in_a_way_that_asks_for_memory_is_refused_unopened(method, monkeypatch):
    stream = io.BytesIO()
    with zipfile.ZipFile(workbook([GOOD])) as usual, zipfile.ZipFile(stream, "w", method) as packed:
        for name in usual.namelist():
            packed.writestr(name, usual.read(name))
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert "cannot be unpacked" in refusal(stream)


def test_E1_a_zip_or_a_document_that_is_no_workbook_is_refused():
    for name in ("word/document.xml", "mimetype"):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as packed:
            packed.writestr("[Content_Types].xml", "<Types/>")
            packed.writestr(name, "<x/>")
        assert "not an Excel workbook" in refusal(stream)


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml"])
def test_E1_a_workbook_with_macros_is_refused(name):
    assert "holds macros" in refusal(with_parts({name: [b"\xcc\x61"]}))


def test_E1_a_binary_workbook_is_refused():
    assert "(.xlsb)" in refusal(with_parts({"xl/workbook.bin": [b"x"]}))


def test_E1_a_bomb_of_a_thousand_million_bytes_is_refused_before_it_is_opened():
    line = b'<row><c t="inlineStr"><is><t>' + b"A" * 1000 + b"</t></is></c></row>"
    block = line * 1000
    stream = with_parts({SHEET: sheet_xml(*(block for _ in range(1000)))})
    assert "unpacks to far more" in refusal(stream, memory=5_000_000, seconds=2)


def test_E1_a_workbook_that_unpacks_to_too_much_is_refused_whatever_its_ratio(monkeypatch):
    stream = workbook([GOOD])
    with zipfile.ZipFile(stream) as packed:
        unpacked = sum(entry.file_size for entry in packed.infolist())
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", unpacked)
    assert len(read(stream).rows) == 1
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", unpacked - 1)
    assert "unpacks to far more" in refusal(stream)


def test_E1_a_smaller_bomb_is_refused_by_its_ratio():
    stream = with_parts({"xl/media/image1.png": [bytes(30_000_000)]})
    assert "unpacks to far more" in refusal(stream, memory=5_000_000, seconds=2)


def test_E1_a_bomb_that_lies_about_its_size_is_refused():
    stream = with_parts({SHEET: sheet_xml(sheet_cells(HEADINGS), b" " * 10_000_000)})
    packed = bytearray(stream.getvalue())
    with zipfile.ZipFile(stream) as opened:
        size = opened.getinfo(SHEET).file_size
    packed = packed.replace(struct.pack("<L", size), struct.pack("<L", 900))
    assert "damaged" in refusal(io.BytesIO(packed), memory=20_000_000)


@pytest.mark.parametrize(
    "inside",
    [
        b'<row r="1">' + b"<c/>" * 100_000 + b"</row>",
        b"<row>" + b"<c>" * 100 + b"</c>" * 100 + b"</row>",
        b"<row/>" * 10_001,
        b"<x/>" * 200_001,
        b"<si/>" * 10_001,
    ],
    ids=["wide", "deep", "long", "loose", "strings"],
)
def test_E1_a_sheet_of_too_many_elements_is_refused(inside, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ROWS", 10_000)
    monkeypatch.setattr(archive, "MAX_STRINGS", 10_000)
    assert "unpacks to far more" in refusal(with_parts({SHEET: sheet_xml(inside)}), memory=60_000_000)


def test_E1_the_elements_of_all_parts_are_counted_together(monkeypatch):
    monkeypatch.setattr(archive, "MAX_ELEMENTS", 5_000)
    part = b"<x>" + b"<y/>" * 1_000 + b"</x>"
    read(with_parts({"xl/a.xml": [part]}))
    assert "unpacks to far more" in refusal(with_parts({f"xl/{n}.xml": [part] for n in range(6)}))


def test_E1_a_part_that_pretends_to_be_a_sheet_does_not_escape_the_count(monkeypatch):
    monkeypatch.setattr(archive, "MAX_STRINGS", 10_000)
    pretence = SHEET_XML + b'<dimension ref="A1"/>' + b"<si/>" * 10_001 + b"</worksheet>"
    assert "unpacks to far more" in refusal(with_parts({"xl/sharedStrings.xml": [pretence]}, with_shared_strings()))


BILLION = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE worksheet [<!ENTITY a0 "lol">' + BILLION + b"]>",
        b'<!DOCTYPE worksheet [<!ENTITY a9 SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE worksheet SYSTEM "file:///etc/hostname">',
    ],
    ids=["expansion", "external-entity", "external-type"],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"])
def test_E1_entities_are_refused_in_every_part(declared, part):
    declaration, _, rest = SHEET_XML.partition(b"?>")
    content = (
        declaration + b"?>" + declared + rest + b"<sheetData>" + sheet_cells(["&a9;"]) + b"</sheetData></worksheet>"
    )
    assert "entities" in refusal(with_parts({part: [content]}), memory=20_000_000, seconds=5)


def test_E1_entities_are_also_refused_by_the_reader_of_cells_itself():
    content = SHEET_XML.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>') + b"<sheetData/></worksheet>"
    with pytest.raises(ValueError, match="could not read worksheets") as raised:
        openpyxl.load_workbook(with_parts({SHEET: [content]}), read_only=True)
    assert isinstance(raised.value.__cause__, EntitiesForbidden)


def test_E1_a_larger_file_than_can_be_read_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1000)
    assert "larger than" in refusal(workbook([GOOD]))
