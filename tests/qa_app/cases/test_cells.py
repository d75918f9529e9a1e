"""What one cell says."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from qa_app.cases.cells import (
    UNBORN,
    CellError,
    holds_control_characters,
    read_age,
    read_code,
    read_date,
    read_id,
    read_words,
    tidy,
)

ANY_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.from_regex(r"[0-9]{1,4}[/. -][0-9A-Za-z]{1,9}[/. -][0-9]{1,4}", fullmatch=True),
    st.from_regex(r"(?:_x[0-9A-F]{4}_|#N/A|#REF!|[0-9.E+-]){0,9}", fullmatch=True),
)


@given(ANY_CELL)
def test_E4_any_cell_is_read_or_refused_with_a_sentence_and_never_raises_anything_else(value):
    readers = (
        read_id,
        read_age,
        read_words,
        lambda cell: read_code("Case status", cell),
        lambda cell: read_date(cell, epoch=WINDOWS_EPOCH),
        lambda cell: read_date(cell, epoch=MAC_EPOCH, quote=False),
    )
    for read in readers:
        said = "."
        try:
            read(value)
        except CellError as error:
            said = str(error)
        assert said.endswith(".")


@given(ANY_CELL)
def test_what_is_read_as_an_id_or_words_is_one_clean_line(value):
    for read in (read_id, read_words):
        try:
            text = read(value)
        except CellError:
            continue
        assert text is None or (text.isprintable() and text == text.strip() and text)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_is_read_the_same_however_it_is_written(day):
    serial = (day - date(1899, 12, 30)).days
    written = [
        datetime.combine(day, time(13, 5)),
        serial,
        float(serial),
        f"{day:%d/%m/%Y}",
        f" {day.day}/{day.month}/{day.year} ",
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}",
        f"{day:%Y-%m-%dT%H:%M:%S}",
        f"{day:%d/%m/%Y} 00:00",
        f"{day.day} {day:%b} {day.year}",
        f"{day.day}\xa0{day:%B} {day.year}",
        f"{day:%d-%b-%Y}".upper(),
    ]
    assert {read_date(value, epoch=WINDOWS_EPOCH) for value in written} == {day}


def test_a_workbook_that_counts_from_1904_is_counted_from_1904():
    assert read_date(44885, epoch=MAC_EPOCH) == date(2026, 11, 21)
    assert read_date(46347, epoch=WINDOWS_EPOCH) == date(2026, 11, 21)


@pytest.mark.parametrize(
    "value",
    [
        "31/02/2026",
        "11/21/2026",
        "2026-13-01",
        "0001-00-00",
        "21 Smarch 2026",
        "21/11/26",
        "soon",
        "12",
        "１２/11/2026",
        *(12, 99_999, -4.5, True, time(9), timedelta(days=3), "#VALUE!", 1e309),
    ],
)
def test_D9_an_impossible_date_is_refused(value):
    with pytest.raises(CellError):
        read_date(value, epoch=WINDOWS_EPOCH)


@pytest.mark.parametrize("value", [None, "", "  ", "\xa0", "#N/A", "#n/a", "N/A", "-", 0, 0.0, time(0)])
def test_a_blank_date_is_blank(value):
    assert read_date(value, epoch=WINDOWS_EPOCH) is None


def test_a_date_of_birth_is_never_repeated():
    with pytest.raises(CellError) as raised:
        read_date("31/02/2015", epoch=WINDOWS_EPOCH, quote=False)
    assert "2015" not in str(raised.value)
    for misplaced in ("05/03/2016", "31/02/2016", "born 5 March 2016", "5-Mar-16"):
        with pytest.raises(CellError) as raised:
            read_code("Case status", misplaced)
        assert "16" not in str(raised.value)
        with pytest.raises(CellError) as raised:
            read_age(misplaced)
        assert "16" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "reference"),
    [
        (1234.0, "1234"),
        (1234, "1234"),
        ("1234.0", "1234"),
        (" 00123 ", "00123"),
        ("AB\xa012", "AB 12"),
        ("P-77/b", "P-77/b"),
        (0, "0"),
        (None, None),
        ("#N/A", None),
    ],
)
def test_an_id_is_kept_as_text(value, reference):
    assert read_id(value) == reference


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (12.5, "whole number"),
        (-3, "whole number"),
        (float("nan"), "whole number"),
        (1e15, "15 digits"),
        (float("inf"), "15 digits"),
        ("1.23E+08", "power of ten"),
        ("05/03/2016", "date"),
        (datetime.combine(date(2016, 3, 5), time()), "not a number"),
        (True, "not a number"),
        ("Someone", "names are not kept"),
        ("9" * 65, "65 characters"),
    ],
)
def test_what_cannot_be_an_id_is_refused_without_repeating_it(value, said):
    with pytest.raises(CellError, match=said) as raised:
        read_id(value)
    assert "Someone" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "age"),
    [
        (7, 7),
        (7.9, 7),
        ("7", 7),
        ("7.0", 7),
        ("7 years", 7),
        (" 7 yrs old", 7),
        (0, 0),
        (120, 120),
        (None, None),
        *((-1, UNBORN), ("Unborn", UNBORN), (-0.4, UNBORN), ("#N/A", None)),
    ],
)
def test_an_age_is_in_whole_years(value, age):
    assert read_age(value) == age


@pytest.mark.parametrize(
    "value", ["seven", 121, -2, "1e3", "NaN", True, datetime.combine(date(2016, 3, 5), time()), "７"]
)
def test_D9_an_impossible_age_is_refused(value):
    with pytest.raises(CellError):
        read_age(value)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Hill\x0bside", "Hillside"),
        ("Hill_x000B_side", "Hillside"),
        ("Hill\x00\u202eside\ufeff", "Hillside"),
        ("Hill_xD800_side", "Hillside"),
        ("Hill\u200bside", "Hillside"),
    ],
)
def test_D4_characters_that_do_not_show_are_taken_out_and_noticed(text, clean):
    assert tidy(text) == clean
    assert holds_control_characters(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Hill\xa0 side\r\nTeam\t2 ", "Hill side Team 2"),
        ("Hill_x000D_side", "Hill side"),
        ("Cafe\u0301 team 😀", "Caf\xe9 team 😀"),
        ("a_x_b", "a_x_b"),
    ],
)
def test_D4_spaces_of_every_kind_and_ordinary_characters_are_no_matter(text, clean):
    assert tidy(text) == clean
    assert not holds_control_characters(text)


def test_an_excel_error_in_a_cell_is_said():
    with pytest.raises(CellError, match="#REF!"):
        read_words("#REF!")
