"""The layout of Annex A, as a file of facts."""

from __future__ import annotations

import json

import pytest

from qa_app.cases.annex_a import find_code, layout, words
from tests.shared import shared


def test_lists_and_codes_equal_the_shared_facts():
    facts = json.loads(shared("data/annex-a-2019.json").read_text(encoding="utf-8"))
    lists = [(one.number, one.sheet, one.title, list(one.headings)) for one in layout().lists]
    assert lists == [(one["n"], one["sheet"], one["title"], one["columns"]) for one in facts["lists"]]
    codes = {heading: [code.written for code in codes] for heading, codes in layout().codes.items()}
    assert codes == facts["codes"]


def test_there_are_eleven_lists_and_list_6_has_fourteen_headings():
    assert [one.number for one in layout().lists] == list(range(1, 12))
    assert len(layout().list_numbered(6).headings) == 14


def test_every_status_gender_and_ethnicity_has_its_word():
    codes = layout().codes
    assert {code.label for code in codes["Case status"]} == set(layout().statuses)
    assert {code.value for code in codes["Gender"]} == set(layout().genders)
    assert {code.value for code in codes["Ethnicity"]} == set(layout().ethnicity_groups)
    assert set(layout().ethnicity_groups.values()) == {"White", "Mixed", "Asian", "Black", "Other", "Not known"}


@pytest.mark.parametrize(
    ("heading", "text", "value"),
    [
        ("Gender", "a) Male", "Male"),
        ("Gender", "male", "Male"),
        ("Gender", "A", "Male"),
        ("Gender", "f", "Female"),
        ("Gender", "c) Not stated / recorded", "Not stated/recorded"),
        ("Ethnicity", "n) BCRB", "BCRB"),
        ("Ethnicity", "bcrb", "BCRB"),
        ("Ethnicity", "s) NOBT", "NOBT"),
        ("Primary Need Code", "N2", "N2"),
        ("Primary Need Code", "N2 - Child's disability", "N2"),
        ("Primary Need Code", "N2 – Child’s disability", "N2"),
        ("Primary Need Code", "Child’s  disability", "N2"),
        ("Case status", "CHILD PROTECTION PLAN", "Child Protection plan"),
        ("Case status", "b)Child Protection plan", "Child Protection plan"),
        ("Contact / Referral Source", "6", "6"),
        ("Contact / Referral Source", "q) 6: Police", "6"),
    ],
)
def test_a_code_is_found_by_each_way_of_writing_it(heading, text, value):
    assert find_code(heading, text).value == value


@pytest.mark.parametrize("text", ["", "x", "Male Female", "a) Child Protection plan", "z) Looked after child", "Open"])
def test_a_text_that_is_no_status_is_not_guessed(text):
    assert find_code("Case status", text) is None


@pytest.mark.parametrize(
    "spelling",
    ["Does the Child have a Disability?", "does the\xa0child  HAVE a disability", " Does_the_Child have a Disability"],
)
def test_headings_are_equal_by_their_words(spelling):
    assert words(spelling) == words("Does the Child have a Disability")


def test_a_curly_apostrophe_is_a_straight_one_and_brackets_do_not_count():
    assert words("Child’s Legal Status") == words("Child's Legal Status") == "childs legal status"
    assert words("Age of Child (Years)") == words("Age of child")
