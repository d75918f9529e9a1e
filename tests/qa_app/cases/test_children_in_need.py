"""List 6, read row by row."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time

import pytest

from qa_app.cases.children_in_need import ListedCase, RowProblem, age_band, read_children_in_need
from tests.qa_app.cases.workbooks import GOOD, HEADINGS, TODAY, row, workbook


def read(rows, **layout):
    return read_children_in_need(workbook(rows, **layout), today=TODAY)


def test_a_row_becomes_the_minimum_that_is_kept():
    reading = read([GOOD])
    assert reading.rows == (
        ListedCase(
            row=3,
            reference="C-1",
            age=10,
            age_band="10 to 15",
            gender="Female",
            ethnicity_group="White",
            disabled=False,
            started_on=date(2026, 1, 5),
            last_seen_on=date(2026, 11, 3),
            closed_on=None,
            need_code="N1",
            status="child-in-need",
            team="Hillside Safeguarding",
            worker="Worker 4",
        ),
    )
    assert (reading.sheet, reading.problems, reading.notes) == ("List_6", (), ())
    assert "born" not in " ".join(field.name for field in dataclasses.fields(ListedCase))


@pytest.mark.parametrize(
    "sheet",
    ["List 6", "List_6", "list6", "LIST-6", "6", "List 06", "Annex A List 6", "List 6 - CIN", "Children in Need"],
)
def test_the_sheet_is_found_by_each_usual_name(sheet):
    assert read([GOOD], sheet=sheet).sheet == sheet


def test_an_exact_sheet_name_wins_over_a_likely_one():
    def add_an_old_one(book):
        book.create_sheet("List 6 old").append(["nothing"])

    assert read([GOOD], change=add_an_old_one).sheet == "List_6"


def test_a_sheet_without_a_title_row_is_read():
    assert [case.row for case in read([GOOD], title=None).rows] == [2]


def test_headings_may_be_spelt_differently_moved_added_and_missing():
    spelt = {
        "Child Unique ID": "child unique id ",
        "Case status": "CASE\xa0STATUS",
        "Age of Child (Years)": "Age of Child",
        "Does the Child have a Disability": "Does the child have a disability?",
        "CIN Start Date": "CIN  start date",
    }
    kept = ["Ward", *reversed(HEADINGS), "Remarks"]
    assert read([GOOD], headings=kept, spelt=spelt).rows == read([GOOD]).rows
    few = read([GOOD], headings=["Allocated Team", "Child Unique ID", "Case status"]).rows[0]
    assert (few.reference, few.status, few.team) == ("C-1", "child-in-need", "Hillside Safeguarding")
    assert (few.age, few.age_band, few.disabled, few.started_on, few.need_code, few.worker) == (None,) * 6
    assert (few.gender, few.ethnicity_group) == ("Not known", "Not known")


def test_codes_dates_ages_and_ids_are_read_however_they_are_written():
    varied = row(
        1234.0,
        **{
            "Gender": "Female",
            "Ethnicity": "WBRI",
            "Age of Child (Years)": "10",
            "Does the Child have a Disability": "N",
            "CIN Start Date": "5 Jan 2026",
            "Primary Need Code": "N1",
            "Date Child Was Last Seen": "2026-11-03",
            "CIN Closure Date": "#N/A",
            "Case status": "child in need plan",
            "Allocated Team": " Hillside\xa0Safeguarding",
        },
    )
    assert read([varied]).rows == (dataclasses.replace(read([GOOD]).rows[0], reference="1234"),)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("a) Looked after child", "looked-after"),
        ("b) Child Protection plan", "child-protection"),
        ("c) Child in need plan", "child-in-need"),
        ("d) Open assessment", "assessment"),
        ("e) Closed episode", "closed"),
    ],
)
def test_each_status_has_its_key(code, key):
    assert read([row("C-1", **{"Case status": code})]).rows[0].status == key


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (-1, "unborn"),
        (0, "under 1"),
        (1, "1 to 4"),
        (4, "1 to 4"),
        (5, "5 to 9"),
        (9, "5 to 9"),
        (10, "10 to 15"),
        *((15, "10 to 15"), (16, "16 to 17"), (17, "16 to 17"), (18, "18 and over"), (25, "18 and over")),
    ],
)
def test_every_age_has_its_band(age, band):
    assert age_band(age) == band
    case = read([row("C-1", **{"Age of Child (Years)": age})]).rows[0]
    assert (case.age, case.age_band) == (None if age == -1 else age, band)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2027, 5, 1), "unborn"),
        (TODAY, "under 1"),
        (date(2025, 11, 22), "under 1"),
        (date(2025, 11, 21), "1 to 4"),
        ("21/11/2010", "16 to 17"),
        ("22/11/2010", "10 to 15"),
        (date(2008, 2, 29), "18 and over"),
        (None, None),
    ],
)
def test_a_missing_age_leaves_a_band_from_the_date_of_birth_and_nothing_else(born, band):
    case = read([row("C-1", **{"Age of Child (Years)": None, "Date of Birth": born})]).rows[0]
    assert (case.age, case.age_band) == (None, band)


def test_a_date_of_birth_is_not_looked_at_when_there_is_an_age():
    assert read([row("C-1", **{"Date of Birth": "31/02/2016"})]).rows[0].age == 10


BAD = [
    ({"Child Unique ID": None}, "Child Unique ID", "There is no ID."),
    ({"Child Unique ID": "Somebody"}, "Child Unique ID", "names are not kept"),
    ({"Case status": None}, "Case status", "There is no case status."),
    ({"Case status": "f) Paused"}, "Case status", "“f) Paused” is not one of the template's codes."),
    ({"CIN Start Date": "31/02/2026"}, "CIN Start Date", "“31/02/2026” is not a date"),
    ({"CIN Start Date": date(1901, 1, 1)}, "CIN Start Date", "more than 30 years ago"),
    (
        {"Date Child Was Last Seen": date(2026, 11, 22)},
        "Date Child Was Last Seen",
        "22/11/2026, is after today, 21/11/2026",
    ),
    ({"CIN Closure Date": date(2026, 1, 4)}, "CIN Closure Date", "before the start date"),
    ({"Age of Child (Years)": "ten"}, "Age of Child (Years)", "not a number of years"),
    ({"Age of Child (Years)": None, "Date of Birth": "31/02/2016"}, "Date of Birth", "This is not a date"),
    ({"Age of Child (Years)": None, "Date of Birth": date(2028, 1, 1)}, "Date of Birth", "too far ahead"),
    ({"Age of Child (Years)": None, "Date of Birth": date(1905, 1, 1)}, "Date of Birth", "too long ago"),
    ({"Allocated Team": "T" * 121}, "Allocated Team", "121 characters"),
    ({"Allocated Worker": "#REF!"}, "Allocated Worker", "#REF!"),
]


@pytest.mark.parametrize(("cells", "heading", "reason"), BAD)
def test_E4_a_bad_cell_is_listed_with_its_row_heading_and_reason(cells, heading, reason):
    reading = read([row("C-1"), {**row("C-2"), **cells}, row("C-3")])
    [problem] = reading.problems
    assert (problem.row, problem.heading) == (4, heading)
    assert reason in problem.reason
    assert [case.reference for case in reading.rows] == ["C-1", "C-3"]
    assert (reading.counts.rows, reading.counts.bad_rows) == (3, 1)


def test_no_sentence_repeats_a_date_of_birth_in_its_own_column_or_another():
    births = ["05/03/2016", "31/02/2016", datetime.combine(date(2016, 3, 5), time()), "2016-03-05", "5 March 2016"]
    headings = ["Child Unique ID", "Age of Child (Years)", "Date of Birth", "Case status", "Gender"]
    rows = [row(f"C-{n}", **{heading: birth}) for n, birth in enumerate(births) for heading in headings]
    rows += [row(f"D-{n}", **{"Age of Child (Years)": None, "Date of Birth": birth}) for n, birth in enumerate(births)]
    reading = read(rows)
    assert reading.problems
    assert "2016" not in " ".join([problem.reason for problem in reading.problems] + list(reading.notes))


def test_E4_row_777_of_1000_is_listed_and_the_rest_is_read():
    rows = [row(f"C-{number}") for number in range(3, 1003)]
    rows[774]["Case status"] = "unclear"
    reading = read(rows)
    assert reading.problems == (RowProblem(777, "Case status", "“unclear” is not one of the template's codes."),)
    assert len(reading.rows) == 999
    assert "C-777" not in {case.reference for case in reading.rows}


def test_E4_an_id_that_stands_twice_names_both_rows():
    reading = read([row("C-1"), row("C-2"), row("c-1 ")])
    [problem] = reading.problems
    assert (problem.row, problem.heading) == (5, "Child Unique ID")
    assert "row 3 and in row 5" in problem.reason
    assert len(reading.rows) == 2


def test_every_fault_of_a_row_is_listed():
    reading = read([row(None, **{"Case status": "x", "CIN Start Date": "never"})])
    assert [problem.heading for problem in reading.problems] == ["Child Unique ID", "Case status", "CIN Start Date"]
    assert reading.counts.bad_rows == 1


def test_empty_rows_are_passed_over_and_row_numbers_stay_those_of_the_spreadsheet():
    reading = read([row("C-1"), {}, {}, row("C-2"), {}, {}])
    assert [(case.row, case.reference) for case in reading.rows] == [(3, "C-1"), (6, "C-2")]
    assert reading.counts.rows == 2


def test_a_describing_code_that_is_unknown_is_said_and_stops_nothing():
    reading = read([row("C-1", Ethnicity="Martian"), row("C-2", Ethnicity="?"), row("C-3", Gender="x")])
    assert [case.ethnicity_group for case in reading.rows] == ["Not known", "Not known", "White"]
    assert reading.notes == (
        "Ethnicity: 2 cells hold none of the template's codes and are read as not known; the first is in row 3.",
        "Gender: 1 cell holds none of the template's codes and is read as not known; the first is in row 5.",
    )
    assert reading.problems == ()


def test_D4_control_characters_are_taken_out_and_said():
    reading = read([row("C-1"), row("C_x000B_-2\u202e", **{"Allocated Team": "Hill_x0000_side"})])
    assert [(case.reference, case.team) for case in reading.rows][1] == ("C-2", "Hillside")
    assert reading.notes == ("Characters that do not show were left out of 1 row; the first is row 4.",)


def test_counts_are_those_of_the_good_rows():
    reading = read(
        [
            row("C-1"),
            row("C-2", **{"Case status": "d) Open assessment", "Allocated Team": None, "Ethnicity": "n) BCRB"}),
            row("C-3", **{"Age of Child (Years)": 0, "Gender": "a) Male"}),
            row(None),
        ]
    )
    counts = reading.counts
    assert (counts.rows, counts.bad_rows) == (4, 1)
    assert counts.by_status == {"child-in-need": 2, "assessment": 1}
    assert counts.by_team == {"Hillside Safeguarding": 2, None: 1}
    assert counts.by_ethnicity_group == {"White": 2, "Black": 1}
    assert counts.by_age_band == {"10 to 15": 2, "under 1": 1}
    assert counts.by_gender == {"Female": 2, "Male": 1}


def test_text_is_given_back_as_it_stands_for_the_page_to_escape():
    team = '"><svg/onload=alert(1)>{{7*7}}'
    assert read([row("C-1", **{"Allocated Team": team})]).rows[0].team == team
    [problem] = read([row("C-1", **{"Case status": team})]).problems
    assert team in problem.reason
