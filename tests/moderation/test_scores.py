from __future__ import annotations

import pytest

from moderation import InsufficientData, Ratings, Scale, agreement

# Shrout and Fleiss, Intraclass Correlations, Psychological Bulletin 86 (1979), table 2: six targets, four judges.
# Printed: ICC(1,1) .17, ICC(2,1) .29, ICC(3,1) .71, ICC(1,4) .44, ICC(2,4) .62, ICC(3,4) .91.
SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
TEN = Scale(range(1, 11))


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("ICC(1,1)", 0.17),
        ("ICC(2,1)", 0.29),
        ("ICC(3,1)", 0.71),
        ("ICC(1,k)", 0.44),
        ("ICC(2,k)", 0.62),
        ("ICC(3,k)", 0.91),
    ],
)
def test_the_six_forms_of_shrout_and_fleiss(form: agreement.Form, printed: float) -> None:
    found = agreement.icc(Ratings.from_matrix(SHROUT, TEN), form)
    assert found.value == pytest.approx(printed, abs=5e-3)
    assert (found.status, found.n_cases, found.n_auditors) == ("unreliable_small_n", 6, 4)
    interval = found.interval()
    assert interval is not None
    assert interval.low < found.value < interval.high  # type: ignore[operator]
    narrow = found.interval(0.5)
    assert narrow is not None
    assert interval.low < narrow.low < narrow.high < interval.high


def test_interval_of_two_random_auditors_by_spearman_and_brown() -> None:
    single, mean = (
        agreement.icc(Ratings.from_matrix(SHROUT, TEN), form).interval() for form in ("ICC(2,1)", "ICC(2,k)")
    )
    assert single is not None
    assert mean is not None
    assert (single.low, single.high) == pytest.approx((0.0188, 0.7611), abs=5e-5)
    # Not .039, which a formula of its own for the mean would give.
    assert mean.low == pytest.approx(0.0711, abs=5e-5)


def test_cases_with_a_gap_are_dropped_and_counted() -> None:
    with_gap = Ratings.from_matrix([*SHROUT, [1, None, 3, 4]], TEN)
    for found, whole in (
        (agreement.icc(with_gap), agreement.icc(Ratings.from_matrix(SHROUT, TEN))),
        (agreement.kendall_w(with_gap), agreement.kendall_w(Ratings.from_matrix(SHROUT, TEN))),
    ):
        assert (found.value, found.n_dropped) == (whole.value, 1)
    with pytest.raises(InsufficientData, match="two cases graded by all"):
        agreement.icc(Ratings.from_matrix([[1, 2], [1, None]], TEN))
    with pytest.raises(ValueError, match="no form"):
        agreement.icc(with_gap, "ICC(4,1)")  # type: ignore[arg-type]


def test_F2_no_variation_and_no_difference_between_cases_are_said_in_words() -> None:
    alike = Ratings.from_matrix([[5, 5], [5, 5], [5, 5]], TEN)
    for found in (agreement.icc(alike), agreement.kendall_w(alike)):
        assert (found.value, found.status) == (None, "undefined_no_variation")
        assert "no variation" in found.reason
    assert agreement.icc(alike).interval() is None
    crossed = agreement.icc(Ratings.from_matrix([[1, 5], [5, 1]], TEN), "ICC(1,k)")
    assert crossed.value is None
    assert "do not differ" in crossed.reason


def test_complete_agreement_claims_no_interval_of_certainty() -> None:
    found = agreement.icc(Ratings.from_matrix([[1, 1], [5, 5], [3, 3]], TEN))
    assert found.value == pytest.approx(1)
    assert found.interval() is None


def test_kendalls_w_corrected_for_ties() -> None:
    found = agreement.kendall_w(Ratings.from_matrix(SHROUT, TEN))
    assert found.value == pytest.approx(0.8870, abs=5e-5)  # not .8554, which leaves ties out of account
    assert (found.chi_square, found.df) == (pytest.approx(17.7407, abs=5e-5), 5)
    assert found.p == pytest.approx(0.00329, abs=5e-6)


def test_w_sees_order_and_not_harshness() -> None:
    found = agreement.kendall_w(Ratings.from_matrix([[1, 4], [2, 5], [3, 6]], TEN))
    assert found.value == pytest.approx(1)
