"""The invented workbook: the real layout, and lists that agree with one another."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from qa_app.cases.annex_a import layout
from qa_app.cases.children_in_need import AGE_BANDS, read_children_in_need
from qa_app.demo.annex_a import INVENTED, write_annex_a

TODAY = date(2026, 11, 21)
CODED = {
    "Contact Source": "Contact / Referral Source",
    "Referral Source": "Contact / Referral Source",
    "Initial Category of Abuse": "Initial/Latest Category of Abuse",
    "Latest Category of Abuse": "Initial/Latest Category of Abuse",
    "Disability": "Does the Child have a Disability",
    "Was the child assessed as requiring LA children’s social care support": (
        "Was the child assessed as being in need at assessment?"
    ),
    "Did the Initial Child Protection Conference Result in a Child Protection Plan": (
        "Did the Initial Child Protection Conference Result in a Child Protection Plan?"
    ),
    "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)": (
        "Is this a second or subsequent episode of being a Looked After Child within the last 12 months (Y/N)"
    ),
}


def written(rows=300, seed=7, today=TODAY, teams=None):
    stream = io.BytesIO()
    write_annex_a(stream, rows=rows, seed=seed, today=today, teams=teams)
    return stream


def sheets(stream):
    book = openpyxl.load_workbook(stream)
    return {name: list(book[name].iter_rows(values_only=True)) for name in book.sheetnames}


def records(rows):
    return [dict(zip(rows[1], cells, strict=True)) for cells in rows[2:]]


@pytest.fixture(scope="module")
def lists():
    return {name: records(rows) for name, rows in sheets(written()).items()}


def ids(rows):
    return [row["Child Unique ID"] for row in rows]


def test_all_lists_have_the_real_sheets_titles_and_headings():
    found = sheets(written(rows=30))
    assert list(found) == [one.sheet for one in layout().lists]
    for one in layout().lists:
        title, headings, *_ = found[one.sheet]
        assert title[0] == f"{one.title} ({INVENTED})"
        assert headings == one.headings


def test_every_coded_cell_holds_a_code_of_the_template(lists):
    codes = {heading: {code.written for code in some} for heading, some in layout().codes.items()}
    seen: set[str] = set()
    headings = {heading for one in layout().lists for heading in one.headings}
    for rows in lists.values():
        for row in rows:
            for heading, cell in row.items():
                allowed = codes.get(CODED.get(heading, heading))
                if allowed and cell is not None:
                    assert cell in allowed, heading
                    seen.add(heading)
    assert {heading for heading in headings if CODED.get(heading, heading) in codes} - seen == {
        "LA of Placement",
        "Reason Ceased to be Looked After",
        "Reason Why Child No Longer Placed for Adoption",
        "Reason for leaving adoption process",
    }


def test_every_date_column_holds_dates_and_none_is_after_today_but_a_birth(lists):
    for rows in lists.values():
        for row in rows:
            for heading, cell in row.items():
                if heading.casefold().startswith(("date", "cin start", "start date")) and cell is not None:
                    assert isinstance(cell, datetime), heading
                    assert cell.date() <= TODAY or heading == "Date of Birth", heading


def test_what_is_written_is_read_back(lists):
    reading = read_children_in_need(written(), today=TODAY)
    assert reading.problems == ()
    assert reading.notes == ()
    assert reading.counts.rows == len(reading.rows) == 300
    for case, row in zip(reading.rows, lists["List_6"], strict=True):
        assert case.reference == row["Child Unique ID"]
        assert case.status == layout().statuses[row["Case status"][3:]]
        assert (case.team, case.worker) == (row["Allocated Team"], row["Allocated Worker"])
        assert case.age == row["Age of Child (Years)"]
        for day, heading in (
            (case.started_on, "CIN Start Date"),
            (case.last_seen_on, "Date Child Was Last Seen"),
            (case.closed_on, "CIN Closure Date"),
        ):
            assert day == (row[heading] and row[heading].date())


def test_the_lists_agree_about_the_children(lists):
    in_need = {row["Child Unique ID"]: row for row in lists["List_6"]}
    by_status = {}
    for reference, row in in_need.items():
        by_status.setdefault(row["Case status"], set()).add(reference)
    assert len(in_need) == 300
    assert sorted(ids(lists["List_7"])) == sorted(by_status["b) Child Protection plan"])
    assert sorted(ids(lists["List_8"])) == sorted(by_status["a) Looked after child"])
    assert set(ids(lists["List_10"])) <= by_status["a) Looked after child"]
    assert by_status["d) Open assessment"] <= set(ids(lists["List_4"]))
    assert set(ids(lists["List_4"])) | set(ids(lists["List_5"])) <= in_need.keys()
    taken_on = {row["Child Unique ID"] for row in lists["List_3"] if row["Referral NFA?"] == "b) No"}
    assert taken_on <= in_need.keys()
    assert set(ids(lists["List_3"])) <= set(ids(lists["List_1"]))
    assert not in_need.keys() & (set(ids(lists["List_2"])) | set(ids(lists["List_9"])))
    told = {}
    for name, rows in lists.items():
        for row in rows if name != "List_11" else []:
            child = tuple(row[heading] for heading in ("Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)"))
            assert told.setdefault(row["Child Unique ID"], child) == child


def test_dates_of_one_case_are_in_order(lists):
    for row in lists["List_6"]:
        started, closed, seen = row["CIN Start Date"], row["CIN Closure Date"], row["Date Child Was Last Seen"]
        assert (closed is None) == (row["Case status"] != "e) Closed episode") == (row["Reason for Closure"] is None)
        assert seen is None or started <= seen
        assert closed is None or started <= closed


def test_nothing_in_it_is_a_name_or_an_address(lists):
    for name, rows in lists.items():
        for row in rows:
            worker = row.get("Allocated Worker")
            assert worker is None or worker.startswith("Worker ")
            assert row.get("Placement postcode") in (None, "XX0 0XX")
            assert row.get("URN of Placement") in (None, "INVENTED")
            if name != "List_11":
                assert row["Child Unique ID"].startswith("DEMO-")


def test_no_worker_holds_more_than_a_caseload_and_each_belongs_to_one_team(lists):
    teams, cases = {}, {}
    for row in lists["List_6"]:
        teams.setdefault(row["Allocated Worker"], set()).add(row["Allocated Team"])
        cases[row["Allocated Worker"]] = cases.get(row["Allocated Worker"], 0) + 1
    assert all(len(some) == 1 for some in teams.values())
    assert max(cases.values()) == 17


def test_shares_are_those_of_a_council():
    reading = read_children_in_need(written(rows=3000), today=TODAY)
    shares = {status: 100 * count / 3000 for status, count in reading.counts.by_status.items()}
    expected = {"looked-after": 12, "child-protection": 10, "child-in-need": 38, "assessment": 22, "closed": 18}
    assert shares == pytest.approx(expected, abs=3)
    assert set(reading.counts.by_age_band) == set(AGE_BANDS)
    assert set(reading.counts.by_ethnicity_group) == {"White", "Mixed", "Asian", "Black", "Other", "Not known"}


def test_the_same_arguments_give_the_same_file_and_others_another():
    first = written(rows=60).getvalue()
    assert written(rows=60).getvalue() == first
    assert sheets(written(rows=60, seed=8)) != sheets(io.BytesIO(first))
    assert sheets(written(rows=60, today=date(2026, 11, 22))) != sheets(io.BytesIO(first))


def test_the_councils_own_teams_are_used_and_by_their_work_where_their_names_tell_it():
    teams = ["North Assessment", "North Safeguarding", "Children in Care", "Leaving Care"]
    lists = {name: records(rows) for name, rows in sheets(written(teams=teams)).items()}
    held = {(row["Case status"][:1], row["Allocated Team"]) for row in lists["List_6"]}
    assert {("a", "Children in Care"), ("b", "North Safeguarding"), ("d", "North Assessment")} <= held
    assert {team for _, team in held} == set(teams) - {"Leaving Care"}
    assert {row["Allocated Team"] for row in lists["List_9"]} == {"Leaving Care"}
    only = sheets(written(rows=40, teams=["One"]))["List_6"]
    assert {row["Allocated Team"] for row in records(only)} == {"One"}


def test_it_can_be_written_to_a_file(tmp_path):
    path = tmp_path / "annex-a.xlsx"
    write_annex_a(path, rows=5, seed=1, today=TODAY)
    with path.open("rb") as stream:
        assert len(read_children_in_need(stream, today=TODAY).rows) == 5


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1), date(2026, 12, 31)])
def test_any_day_will_do(today):
    reading = read_children_in_need(written(rows=200, today=today), today=today)
    assert (reading.problems, len(reading.rows)) == ((), 200)


@pytest.mark.parametrize("rows", [0, -1, 50_001])
def test_a_number_of_rows_out_of_range_is_refused(rows):
    with pytest.raises(ValueError, match="must be from 1 to 50,000"):
        written(rows=rows)


def test_the_smallest_workbook_can_be_read():
    assert len(read_children_in_need(written(rows=1), today=TODAY).rows) == 1
