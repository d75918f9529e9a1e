"""Files as people's programs write them are read; files that are none, or mean harm, get a sentence (E1, E2)."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest

from qa_app.plan.bundle import LARGEST_PLAN, MOST_FILES, unpacked
from qa_app.plan.reading import PlanProblems, read_plan
from qa_app.plan.tables import LARGEST_FILE, LONGEST_VALUE, MOST_ROWS
from tests.qa_app.plan.files import changed, own_plan, zipped


def reason(files):
    with pytest.raises(PlanProblems) as no:
        read_plan(files)
    return no.value.problems[0].reason


def refused(*sent):
    with pytest.raises(PlanProblems) as no:
        unpacked(sent)
    return str(no.value)


def recoded(encoding, before=lambda text: text):
    return {name: before(data.decode()).encode(encoding) for name, data in own_plan().items()}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_E1_every_way_a_spreadsheet_writes_text_is_read(encoding):
    assert read_plan(recoded(encoding)) == read_plan(own_plan())


def test_E1_windows_letters_stay_what_they_are():
    assert "£4,000" in read_plan(recoded("cp1252")).actions[2].resources


def test_E1_semicolons_between_the_columns_are_read():
    import csv

    def semicolons(text):
        made = io.StringIO()
        csv.writer(made, delimiter=";", lineterminator="\r\n").writerows(csv.reader(io.StringIO(text)))
        return made.getvalue()

    assert read_plan(recoded("cp1252", semicolons)) == read_plan(own_plan())


def test_E1_blank_rows_count_as_rows_of_the_spreadsheet():
    files = changed("actions.csv", "\n1.2,", "\n,,,,,,,,,,,\n\n1.2,")
    assert read_plan(files) == read_plan(own_plan())
    files["actions.csv"] = files["actions.csv"].replace(b"2026-10-31", b"soon", 1)
    with pytest.raises(PlanProblems) as no:
        read_plan(files)
    assert no.value.problems[0].row == 5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b"\n\n\n", "The file is empty."),
        (b"number,priority,lead\n", "There are headings but no rows."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is not a text file."),
        (b"number,priority,lead\n1,\x81\x8d,me\n", "cannot be read"),
        (b'number,priority,lead\n1,"never ends,me\n', "the quotation marks do not pair up"),
        (b"number,priority,lead\n1,one\n", "There are 2 values under 3 headings."),
        (b"number,priority,lead\n1,one,me,you\n", "There are 4 values under 3 headings."),
        (b"number,priority,priority\n1,one,me\n", "Two columns have this heading."),
        (b"number,priority,lead,\n1,one,me,\n", "A column has no heading."),
        (b"number,priority,lead\n1,o\x0bne,me\n", "a character in it that cannot be kept"),
        (b"number,priority,lead\n1," + b"x" * (LONGEST_VALUE + 1) + b",me\n", "longer than 5,000 characters"),
        (b"number,priority,lead\n1," + b"x" * 200_000 + b",me\n", "do not pair up"),
        (b"number,priority,lead\n" + b"1,one,me\n" * (MOST_ROWS + 1), "more than 5,000 rows"),
        (b"x" * (LARGEST_FILE + 1), "larger than 2 megabytes"),
    ],
)
def test_E1_what_is_no_such_file_gets_a_sentence(data, said):
    assert said in reason({**own_plan(), "priorities.csv": data})


def test_E1_a_zip_is_as_good_as_its_files():
    files = {**own_plan(), "__MACOSX/._actions.csv": b"\0", "notes.txt": b"no part of it"}
    assert unpacked([("Plan.ZIP", zipped(files, folder="Plan 2026/"))]).keys() >= own_plan().keys()
    assert read_plan(unpacked([("plan.zip", zipped(own_plan(), "plan/"))])) == read_plan(own_plan())


def test_E1_a_zip_bomb_is_refused_without_being_unpacked():
    bomb = zipped({"actions.csv": b"a" * 300_000_000})
    assert len(bomb) < 400_000
    tracemalloc.start()
    try:
        files = unpacked([("plan.zip", bomb)])
        assert "larger than 2 megabytes" in reason({**own_plan(), **files})
        assert tracemalloc.get_traced_memory()[1] < 5 * LARGEST_FILE
    finally:
        tracemalloc.stop()


def test_E1_many_files_that_are_large_together_are_refused():
    assert "8 megabytes in all" in refused(("plan.zip", zipped({f"{n}.csv": b"a" * LARGEST_FILE for n in range(9)})))
    assert "more than 40 files" in refused(("plan.zip", zipped({f"{n}.csv": b"" for n in range(MOST_FILES + 1)})))
    sent = [(f"{n}.csv", b"") for n in range(MOST_FILES + 1)]
    assert "more than 40 files" in refused(*sent)
    assert "8 megabytes in all" in refused(("actions.csv", b"a" * (LARGEST_PLAN + 1)))


def test_E1_a_damaged_or_locked_zip_is_refused():
    whole = zipped(own_plan())
    assert "cannot be opened here" in refused(("plan.zip", whole[: len(whole) // 2]))
    locked = bytearray(whole)
    for place in (whole.find(b"PK\x03\x04") + 6, whole.find(b"PK\x01\x02") + 8):
        struct.pack_into("<H", locked, place, 1)
    assert "locked with a password" in refused(("plan.zip", bytes(locked)))
    broken = bytearray(whole)
    broken[60:90] = b"\xff" * 30
    assert "damaged" in refused(("plan.zip", bytes(broken)))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_E1_a_file_packed_in_a_way_that_asks_for_memory_is_refused_unopened(method, monkeypatch):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as bundle:
        bundle.writestr("actions.csv", "ref")
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert "packed in a way that cannot be opened here" in refused(("plan.zip", made.getvalue()))


@pytest.mark.parametrize("name", ["../../actions.csv", "/etc/actions.csv", "..\\actions.csv", "C:\\actions.csv"])
def test_E2_a_name_that_leads_out_of_the_zip_is_refused(name):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as bundle:
        bundle.writestr(name, b"ref")
    assert "leads out of it" in refused(("plan.zip", made.getvalue()))


def test_E2_an_uploaded_name_is_only_its_last_part():
    assert unpacked([("../../etc/Actions.CSV", b"a"), ("C:\\plan\\measures.csv", b"b")]) == {
        "actions.csv": b"a",
        "measures.csv": b"b",
    }


def test_E1_the_same_name_twice_is_refused():
    assert "Two files have this name." in refused(("actions.csv", b"a"), ("plan/ACTIONS.csv", b"b"))
