"""The numbers on the result page: the right ones, with n, and in words where there is none."""

from __future__ import annotations

import random
import re

import pytest
from sqlalchemy import event

from qa_app.access import Role
from qa_app.db import db
from qa_app.rounds import queries
from qa_app.rounds.results import letters_of, result_of
from qa_app.web.words import coefficient, share
from tests import factories

from .scene import RI, TWELVE, G, I, O, agree_all, manager, round_with


def words(tag):
    return " ".join(tag.get_text(" ").split()).replace(" )", ")").replace("( ", "(").replace(" .", ".")


def rows(page, heading):
    """The cells of the first table after the heading with that id, a list a row."""
    table = page.select_one(f"#{heading}").find_next("table")
    return [[words(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]


@pytest.fixture
def result_page(browser_of):
    browser = browser_of(manager())

    def opened(made):
        page = browser.open(f"/rounds/{made.id}")
        # In the words only: a token in the page's code may hold these letters by chance.
        assert not re.search(r"\b(nan|none|inf)\b", page.select_one("main").get_text(" "), re.IGNORECASE)
        return page

    return opened


def test_the_headline_says_in_words_how_often_the_grades_were_the_same(result_page):
    page = result_page(round_with(TWELVE))
    said = words(page.select_one("#trust"))
    assert "Auditors gave the same grade in 9 of 12 cases (75%, 95% interval from 47% to 91%)." in said
    assert "In 11 of 12 they were at most one grade apart (92%)." in said
    assert "unreliable" not in said


def test_every_measure_stands_with_its_interval_and_n(result_page):
    made = round_with(TWELVE)
    alpha, ac2 = queries.report_of(made).alpha, queries.report_of(made).ac2
    shown = {row[0]: row[1:] for row in rows(result_page(made), "measures")}
    assert shown["Same grade"] == ["75%", "from 47% to 91%", "12"]
    assert shown["Within one grade"] == ["92%", "from 65% to 99%", "12"]
    assert shown["Same side of Good"] == ["75%", "from 47% to 91%", "12"]
    assert shown["Krippendorff’s alpha, ordinal"][::2] == [f"{alpha.estimate.value:.2f}", "12"]
    assert shown["Gwet’s AC2, ordinal weights"][::2] == [f"{ac2.estimate.value:.2f}", "12"]
    assert 0.3 < alpha.estimate.value < 0.4 < 0.8 < ac2.estimate.value < 0.9


def test_the_matrix_counts_first_by_second_and_never_merges_grades(result_page):
    assert rows(result_page(round_with(TWELVE)), "matrix") == [
        ["Outstanding (O)", "0", "0", "0", "0", "0"],
        ["Good (G)", "0", "4", "1", "1", "6"],
        ["Requires improvement (RI)", "0", "1", "5", "0", "6"],
        ["Inadequate (I)", "0", "0", "0", "0", "0"],
        ["Total", "0", "5", "6", "1", "12"],
    ]


def test_agreement_on_each_grade_says_when_nobody_gave_it_and_when_it_is_unreliable(result_page):
    page = result_page(round_with(TWELVE))
    table = page.select_one("#matrix").find_all_next("table")[1]
    shown = [words(row) for row in table.select("tbody tr")]
    assert shown[0] == "Outstanding Nobody gave this grade 0"
    assert shown[1].startswith("Good Good was used on only 7 cases; with fewer than 10 this is unreliable. 73% from ")
    assert shown[3].startswith("Inadequate Inadequate was used on only one case;")


def test_the_differences_come_largest_first_with_both_grades_and_both_names(result_page):
    made = round_with([(G, RI), (RI, RI), (O, I), (I, RI), (RI, G)])
    made.cases[0].first.case.reference = "Z-00001"
    factories.given(made)
    shown = rows(result_page(made), "differences")
    assert [row[3] for row in shown] == ["3 grades apart"] + ["1 grade apart"] * 3
    case = made.cases[2]
    assert [row[0] for row in shown] == [made.cases[place].first.case.reference for place in (2, 3, 4, 0)]
    assert shown[0][1].startswith(f"Outstanding {case.first.auditor.name}")
    assert shown[0][2].startswith(f"Inadequate {case.second.auditor.name}")
    assert shown[0][4].startswith("Not agreed yet Agree a grade")


def test_F2_no_variation_is_said_in_words_beside_the_raw_share(result_page):
    page = result_page(round_with([(RI, RI)] * 12))
    shown = {row[0]: row[1:] for row in rows(page, "measures")}
    assert shown["Same grade"] == ["100%", "from 74% to 100%", "12"]
    (alpha,) = [row for row in rows(page, "measures") if row[0].startswith("Krippendorff")]
    assert "no variation. Every grade given is Requires improvement." in alpha[0]
    assert alpha[1:] == ["Cannot be computed", "12"]
    assert "Agreement beyond chance cannot be computed." in words(page.select_one("#trust"))


@pytest.mark.parametrize("pair", [(G, G), (G, I)])
def test_F2_one_case_is_called_unreliable_and_never_certain(result_page, pair):
    page = result_page(round_with([pair]))
    assert "With fewer than 10 cases these figures are unreliable." in words(page.select_one("#trust"))
    exact = rows(page, "measures")[0]
    assert "Only one case was graded by two or more auditors" in exact[0]
    assert exact[2] in {"from 0% to 98%", "from 3% to 100%"}


def test_F2_with_ten_cases_alpha_alone_is_called_unreliable_and_with_eleven_nothing_is(result_page):
    ten, eleven = (result_page(round_with((TWELVE * 2)[:n])) for n in (10, 11))
    assert "With 10 cases or fewer alpha is unreliable." in words(ten.select_one("#trust"))
    assert "unreliable" not in words(eleven.select_one("#trust"))
    shown = [row[0] for row in rows(ten, "measures") if "unreliable" in row[0]]
    assert len(shown) == 1
    assert shown[0].startswith(
        "Krippendorff’s alpha, ordinal Only 10 cases were graded by two or more auditors; with 10"
    )


def test_F4_high_agreement_with_a_low_alpha_is_explained_by_prevalence(result_page):
    page = result_page(round_with([(RI, RI)] * 47 + [(G, RI)] * 3))
    said = words(page.select_one("#paradox"))
    assert "gave the same grade in 94% of the cases, yet alpha is −0.02." in said
    assert "97% of all grades are Requires improvement" in said
    shown = {row[0].partition(" 97%")[0]: row[1:] for row in rows(page, "measures")}
    assert shown["Krippendorff’s alpha, ordinal"][0] == "−0.02"
    assert shown["Same grade"][0] == "94%"


def test_F4_a_high_alpha_is_not_explained_away(result_page):
    assert result_page(round_with([(G, G), (RI, RI), (I, I), (O, O)] * 4 + [(G, RI)])).select_one("#paradox") is None


def test_F5_the_same_share_with_larger_steps_gives_a_lower_ordinal_figure():
    near = queries.report_of(round_with([(O, O), (G, G), (RI, RI), (I, I)] * 3 + [(G, RI)] * 4))
    far = queries.report_of(round_with([(O, O), (G, G), (RI, RI), (I, I)] * 3 + [(O, I)] * 4))
    assert near.exact.estimate.value == far.exact.estimate.value == 0.75
    assert near.alpha.estimate.value > far.alpha.estimate.value + 0.3
    assert near.ac2.estimate.value > far.ac2.estimate.value + 0.3


def test_F6_the_whole_scale_counts_also_where_a_grade_was_not_used():
    assert queries.ratings_of(round_with([(G, RI)])).scale.labels == (
        "Outstanding",
        "Good",
        "Requires improvement",
        "Inadequate",
    )


def test_F7_the_same_grade_for_other_reasons_is_agreement():
    made = round_with([(G, G)])
    made.cases[0].first.given_reason, made.cases[0].second.given_reason = "One reason.", "Quite another."
    factories.given(made)
    assert queries.report_of(made).exact.estimate.value == 1


def test_F8_the_grade_agreed_in_moderation_is_not_among_the_ratings(result_page):
    made = round_with(TWELVE)
    before = queries.report_of(made)
    agree_all(made)
    after = queries.report_of(made)
    assert after.exact.estimate == before.exact.estimate
    assert after.alpha.estimate == before.alpha.estimate
    assert after.n_pairs == 12
    page = result_page(made)
    assert "grades agreed in moderation are not counted" in page.select_one("#left-out").find_next("ul").text


def test_F10_the_order_of_cases_and_auditors_changes_no_figure():
    pairs = list(TWELVE)
    auditors = [factories.person(Role.AUDITOR) for _ in range(3)]
    straight = queries.report_of(round_with(pairs, auditors=auditors))
    random.Random(7).shuffle(pairs)
    shuffled = queries.report_of(round_with([(b, a) for a, b in pairs], auditors=auditors[::-1]))
    for name in ("exact", "within_one", "boundary", "alpha", "ac2"):
        one, other = getattr(straight, name), getattr(shuffled, name)
        assert one.estimate.value == pytest.approx(other.estimate.value, abs=1e-12), name
        assert one.interval.low == pytest.approx(other.interval.low, abs=1e-12), name


def test_who_is_left_out_is_said_with_the_reason(result_page):
    made = round_with([(G, G), (G, RI)])
    factories.sampled(made.cycle, factories.entry(), factories.audit(given_grade=I))
    said = words(result_page(made).select_one("#left-out").find_next("ul"))
    assert "1 case of the cycle was graded by one auditor only" in said
    assert "all 3 who graded these cases are counted" in said


def test_the_net_shift_counts_every_original_grade_once_all_are_settled(result_page):
    made = round_with(TWELVE)
    assert result_page(made).select_one("#shift") is None
    agree_all(made)
    made.cases[-1].agreed_grade = I
    factories.given(made)
    said = words(result_page(made).select_one("#shift"))
    assert said.startswith("Of 24 original grades, 2 became lower and 1 higher")


def test_the_letters_fall_back_to_the_labels_where_they_would_be_shared():
    assert [grade.letters for grade in letters_of(["Good", "Requires improvement"])] == ["G", "RI"]
    assert [grade.letters for grade in letters_of(["Met", "Mostly met", "Missed"])] == ["Met", "Mostly met", "Missed"]


def test_numbers_are_rounded_as_people_read_them():
    assert [share(value) for value in (0.125, 0.145, 0.4677, 0.0, 1.0, None)] == [
        "13%",
        "15%",
        "47%",
        "0%",
        "100%",
        "–",
    ]
    assert [coefficient(value) for value in (0.371, -0.043, -0.001, 1.0, None)] == [
        "0.37",
        "−0.04",
        "0.00",
        "1.00",
        "–",
    ]


def statements(work):
    seen = []
    listen = lambda *arguments: seen.append(arguments[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    work()
    event.remove(db.engine, "before_cursor_execute", listen)
    return len(seen)


@pytest.mark.parametrize("status", ["grading", "resolving", "closed"])
def test_a_page_asks_the_database_as_often_for_many_cases_as_for_few(browser_of, status):
    browser = browser_of(manager())
    few, many = round_with(TWELVE[-3:], status), round_with(TWELVE * 2, status)
    counts = [statements(lambda made=made: browser.open(f"/rounds/{made.id}")) for made in (few, many)]
    assert counts[0] == counts[1]
    assert counts[0] <= 25
    assert result_of(many, seen_by=manager()) is None or status != "grading"


def test_the_list_asks_the_database_as_often_for_many_rounds_as_for_few(browser_of):
    browser = browser_of(manager())
    round_with([(G, G)])
    few = statements(lambda: browser.open("/rounds/"))
    for _ in range(3):
        round_with([(G, G)], "closed")
    assert statements(lambda: browser.open("/rounds/")) == few
