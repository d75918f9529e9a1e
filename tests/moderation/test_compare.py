from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_1samp

from moderation import Estimate, Ratings, agreement, compare, proportion_interval
from moderation.ratings import InsufficientData
from tests.moderation.reference.tables import GRADES

GOOD, RI, INADEQUATE = GRADES.labels[1:]


def drawn(n: int = 30, r: int = 4, seed: int = 5, missing: float = 0.3, shift: float = 0.0) -> Ratings:
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 0.6, (n, r)) + np.array([shift] + [0] * (r - 1))
    codes = np.clip(np.round(rng.normal(1.5, 0.9, (n, 1)) + noise), 0, 3).astype(np.int8)
    codes[rng.random(codes.shape) < missing] = -1
    return Ratings(GRADES, tuple(range(n)), tuple("ABCD"[:r]), codes)


def one_auditor(*counted: tuple[int, object, object]) -> tuple[Ratings, dict[object, object]]:
    """So many cases graded so by A, and so in moderation."""
    pairs = [(own, against) for count, own, against in counted for _ in range(count)]
    ratings = Ratings.from_long([(case, "A", own) for case, (own, _) in enumerate(pairs)], GRADES)
    return ratings, {case: against for case, (_, against) in enumerate(pairs)}


def test_an_auditor_against_the_moderated_grade() -> None:
    ratings, moderated = one_auditor((12, GOOD, GOOD), (4, RI, GOOD), (3, RI, RI), (1, GOOD, RI), (1, INADEQUATE, GOOD))
    found = compare.with_moderated(ratings, moderated, "A", seen=())
    steps = np.array([0] * 12 + [1] * 4 + [0] * 3 + [-1] + [2])
    assert (found.reference, found.n, found.seen, found.split, found.status) == ("independent", 21, 0, 0, "ok")
    assert (found.exact.x, found.within_one.x, found.two_or_more.x) == (15, 20, 1)
    assert dict(found.differences) == dict(enumerate(steps.tolist()))
    assert (found.absent, found.reason) == (0, "")
    assert found.exact.interval == proportion_interval(15, 21)
    test = ttest_1samp(steps, 0)
    expected = test.confidence_interval()
    assert found.bias.value == pytest.approx(steps.mean())
    assert found.bias.interval is not None
    assert (found.bias.interval.low, found.bias.interval.high) == pytest.approx((expected.low, expected.high))
    assert (found.direction.harsher, found.direction.more_lenient) == (5, 1)
    assert found.direction.net == pytest.approx(4 / 21)
    assert found.direction.p == pytest.approx(binomtest(5, 6).pvalue)
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert (found.sensitivity.x, found.sensitivity.n) == (3, 4)
    assert (found.specificity.x, found.specificity.n) == (12, 17)
    assert found.confusion.tolist() == [[0, 0, 0, 0], [0, 12, 4, 1], [0, 1, 3, 0], [0, 0, 0, 0]]
    table = Ratings.from_matrix(
        [
            [s, m]
            for s, m in zip(
                [r[0] for r in ratings.codes], [GRADES.rank(moderated[c]) for c in ratings.cases], strict=True
            )
        ],
        GRADES,
    )
    assert found.kappa.value == pytest.approx(agreement.cohen_kappa(table, "quadratic").value)


def test_all_right_and_all_wrong_are_not_certain() -> None:
    ratings, moderated = one_auditor((12, GOOD, GOOD))
    found = compare.with_moderated(ratings, moderated, "A", seen=())
    assert found.exact.interval == proportion_interval(12, 12, "clopper-pearson")
    assert found.two_or_more.interval == proportion_interval(0, 12, "clopper-pearson")
    assert found.bias.value == 0
    assert found.bias.interval is not None
    assert found.bias.interval.method == "exact"
    assert found.bias.interval.low < -0.5 < 0.5 < found.bias.interval.high
    assert found.direction.p == 1
    assert found.sensitivity is None
    assert found.kappa.status == "undefined_no_variation"
    for seed in range(20):
        weights = dict(enumerate(np.random.default_rng(seed).uniform(1, 9, 12)))
        weighed = compare.with_moderated(ratings.weighted(weights), moderated, "A", seen=()).exact
        assert (weighed.value, weighed.interval.high) == (1, 1)


def test_few_cases_are_said_to_be_few() -> None:
    ratings, moderated = one_auditor((1, RI, GOOD))
    found = compare.with_moderated(ratings, moderated, "A", seen=())
    assert (found.n, found.status, found.bias.value, found.bias.interval) == (1, "unreliable_small_n", 1, None)
    assert "Only one case could be compared" in found.reason


def test_F8_a_moderated_grade_made_having_seen_the_auditors_is_left_out_and_counted() -> None:
    ratings, moderated = one_auditor((12, GOOD, GOOD), (4, RI, GOOD))
    found = compare.with_moderated(ratings, moderated, "A", seen={0, 1, 99})
    assert (found.n, found.seen) == (14, 2)


def test_F8_moderated_grades_are_refused_until_it_is_said_which_were_made_knowing_the_auditors() -> None:
    """The middle grade of a panel holds the auditor's own: it was made from it, and no case of it is compared."""
    ratings = drawn(60, 3, missing=0)
    panel = {i: GRADES.labels[int(k)] for i, k in enumerate(np.median(ratings.codes, axis=1))}
    with pytest.raises(ValueError, match=r'Say with seen which .* compare with "leave-one-out"'):
        compare.with_moderated(ratings, panel, "A")
    with pytest.raises(InsufficientData, match=r"every grade there is was made knowing theirs \(60 cases\)"):
        compare.with_moderated(ratings, panel, "A", seen=range(60))


def test_the_middle_grade_of_the_others_never_holds_the_auditors_own() -> None:
    rows = [[RI, GOOD, GOOD], [RI, GOOD, RI], [GOOD, GOOD, None], [GOOD, None, None], [None, RI, RI], [None] * 3]
    ratings = Ratings.from_matrix(rows, GRADES, auditors="ABC")
    found = compare.with_moderated(ratings, "leave-one-out", "A")
    assert (found.reference, found.n, found.split, found.absent) == ("leave-one-out", 2, 1, 1)
    assert found.confusion[1].tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("auditors", [3, 4, 5, 6])
def test_the_middle_grade_of_others_with_gaps(auditors: int) -> None:
    rng = np.random.default_rng(auditors)
    codes = rng.integers(-1, 4, (200, auditors)).astype(np.int8)
    ratings = Ratings(GRADES, tuple(range(200)), tuple(range(auditors)), codes)
    found = compare.with_moderated(ratings, "leave-one-out", 0)
    confusion, split = np.zeros((4, 4)), 0
    for row in codes:
        others = [k for k in row[1:] if k >= 0]
        if row[0] < 0 or not others:
            continue
        middle = float(np.median(others))
        whole = middle == int(middle) and int(middle) in others
        split += not whole
        if whole:
            confusion[int(middle), row[0]] += 1
    assert (found.confusion == confusion).all()
    assert found.split == split


def test_a_panel_that_holds_the_auditor_would_flatter() -> None:
    """Three auditors: exact agreement with the middle grade of all three is far above that with the other two."""
    ratings = drawn(400, 3, missing=0)
    panel = np.median(ratings.codes, axis=1).astype(int)
    flattered = compare.with_moderated(
        ratings, {i: GRADES.labels[k] for i, k in enumerate(panel)}, "A", seen=()
    ).exact.value
    assert flattered > compare.with_moderated(ratings, "leave-one-out", "A").exact.value + 0.04


def test_contested_cases_moderated_more_often_are_weighed_back() -> None:
    ratings, moderated = one_auditor((20, GOOD, GOOD), (20, RI, GOOD))
    weights = {case: 9.0 if case < 20 else 1.0 for case in range(40)}
    found = compare.with_moderated(ratings.weighted(weights), moderated, "A", seen=())
    assert found.exact.value == pytest.approx(0.9)
    assert found.exact.interval.low < 0.9 < found.exact.interval.high
    assert found.exact.interval.high - found.exact.interval.low > 0.15  # 40 cases count as 24
    assert found.bias.value == pytest.approx(0.1)
    assert found.direction.net == pytest.approx(0.1)
    assert found.confusion[1].tolist() == [0, 20, 20, 0]
    # 200 of weight, told by as much as 200 ** 2 / 1640 equal cases; the prior is worth 4 more, in the same shares.
    own = 200**2 / 1640 * np.array([0, 0.9, 0.1, 0])
    prior = (own + 0.25) / (own.sum() + 1)
    assert found.shrunk[1] == pytest.approx((own + 4 * prior) / (own.sum() + 4))


def test_cases_without_a_moderated_grade_are_counted_and_the_condition_is_said() -> None:
    ratings, moderated = one_auditor((12, GOOD, GOOD), (4, RI, GOOD))
    some = {case: grade for case, grade in moderated.items() if case not in (0, 1, 2)}
    others = [(100, "B", GOOD), (101, "B", GOOD)]
    ratings = Ratings.from_long([*((case, "A", RI if case > 11 else GOOD) for case in range(16)), *others], GRADES)
    found = compare.with_moderated(ratings, {**some, 100: GOOD}, "A", seen=[3, 100])
    assert (found.n, found.seen, found.absent, found.status) == (12, 1, 3, "ok")
    assert found.reason == (
        "3 of the 16 cases A graded have no other grade. These figures hold for them too only if chance chose which "
        "have one; otherwise weigh the ratings."
    )
    assert (
        compare.with_moderated(ratings.weighted(dict.fromkeys([*range(16), 100, 101], 2.0)), some, "A", seen=()).reason
        == ""
    )


def test_confusion_is_drawn_towards_that_of_all_and_nothing_is_impossible() -> None:
    ratings = drawn(60, 4)
    moderated = {case: GOOD if case % 2 else RI for case in ratings.cases}  # type: ignore[operator]
    found = compare.with_moderated(ratings, moderated, "A", seen=())
    everyone = sum(compare.with_moderated(ratings, moderated, a, seen=()).confusion for a in "ABCD")
    shares = (everyone + 0.25) / (everyone.sum(axis=1, keepdims=True) + 1)
    assert np.allclose(found.shrunk, (found.confusion + 4 * shares) / (found.confusion.sum(axis=1, keepdims=True) + 4))
    assert (found.shrunk > 0).all()
    own = found.confusion[1] / found.confusion[1].sum()
    assert np.abs(found.shrunk[1] - shares[1]).sum() < np.abs(own - shares[1]).sum()


def test_what_cannot_be_compared_is_refused() -> None:
    ratings, moderated = one_auditor((3, GOOD, GOOD))
    with pytest.raises(ValueError, match="no auditor Z"):
        compare.with_moderated(ratings, moderated, "Z", seen=())
    with pytest.raises(ValueError, match="Case 1, moderated grade: 'Fair'"):
        compare.with_moderated(ratings, {1: "Fair"}, "A", seen=())
    with pytest.raises(ValueError, match="leave-one-out"):
        compare.with_moderated(ratings, "consensus", "A")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Only moderated grades"):
        compare.with_moderated(drawn(), "leave-one-out", "A", seen=[1])
    with pytest.raises(InsufficientData, match=r"No case graded by A has a grade to compare it with$"):
        compare.with_moderated(ratings, "leave-one-out", "A")
    apart = Ratings.from_matrix([[GOOD, GOOD, RI]], GRADES, auditors="ABC")
    with pytest.raises(InsufficientData, match=r"the others have no one middle grade \(one case\)"):
        compare.with_moderated(apart, "leave-one-out", "A")
    with pytest.raises(InsufficientData, match="No case graded by A"):
        compare.with_moderated(ratings, {}, "A", seen=())


def test_the_same_cases_graded_again_are_compared_case_by_case() -> None:
    before, after = drawn(seed=1, missing=0), drawn(seed=1, missing=0.0, shift=0.4)
    first, second = agreement.gwet_ac(before), agreement.gwet_ac(after)
    paired, apart = (compare.difference(first, second, paired=flag) for flag in (True, False))
    assert first._statistic is not None
    assert second._statistic is not None
    n = 30
    moves = (
        first._statistic.influence[first._statistic.rows.of_cases()]
        - second._statistic.influence[second._statistic.rows.of_cases()]
    )
    assert paired.value == apart.value == (first.value or 0) - (second.value or 0)
    assert paired.se == pytest.approx(moves.std(ddof=1) / math.sqrt(n))
    assert (paired.df, paired.n_shared, apart.n_shared) == (29, 30, 0)
    assert apart.se == pytest.approx(math.hypot(first.se or 0, second.se or 0))
    assert paired.se < apart.se  # type: ignore[operator]
    assert apart.df == pytest.approx(58, abs=5)


def test_a_figure_does_not_differ_from_itself_and_differs_surely_from_a_far_one() -> None:
    ratings = drawn(200, missing=0)
    same = compare.difference(agreement.gwet_ac(ratings), agreement.gwet_ac(ratings), paired=True)
    assert (same.value, same.p) == (0, None)
    assert "no spread" in same.reason
    far = compare.difference(agreement.gwet_ac(ratings), agreement.conger_kappa(ratings), paired=True)
    assert far.p is not None
    assert far.p < 1e-6
    assert far.interval is not None
    assert far.interval.low > 0


def test_of_two_samples_from_one_population_one_in_twenty_seems_to_differ() -> None:
    rng = np.random.default_rng(3)
    found = 0
    for _ in range(300):
        first, second = (agreement.gwet_ac(drawn(40, 3, seed=int(rng.integers(1 << 30)))) for _ in range(2))
        p = compare.difference(first, second, paired=False).p
        assert p is not None
        found += p < 0.05
    assert 5 <= found <= 28


def test_figures_without_a_value_or_a_shared_case_are_not_compared() -> None:
    ratings = drawn()
    none = agreement.fleiss_kappa(Ratings.from_matrix([[RI, RI]] * 3, GRADES))
    found = compare.difference(agreement.fleiss_kappa(ratings), none, paired=False)
    assert found.value is None
    assert "no variation" in found.reason
    other = Ratings(GRADES, tuple(range(100, 130)), ratings.auditors, ratings.codes)
    with pytest.raises(ValueError, match="No case took part in both"):
        compare.difference(agreement.gwet_ac(ratings), agreement.gwet_ac(other), paired=True)
    with pytest.raises(ValueError, match="put together by hand"):
        compare.difference(Estimate(0.5, 0.1, "ok", "", 9, 9, 0), agreement.gwet_ac(ratings), paired=False)


# Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, section 3.2: at .05 they find four.
P_VALUES = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0,
]


def test_many_p_values_by_holm_and_by_benjamini_and_hochberg() -> None:
    assert (compare.adjust(P_VALUES, "bh") <= 0.05).sum() == 4
    assert (compare.adjust(P_VALUES) <= 0.05).sum() == 3
    assert compare.adjust([0.04, 0.01, 0.03]).tolist() == pytest.approx([0.06, 0.03, 0.06])
    assert compare.adjust([0.04, 0.01, 0.03], "bh").tolist() == pytest.approx([0.04, 0.03, 0.04])
    assert compare.adjust([]).tolist() == []
    assert compare.adjust([0.9, 0.8]).max() == 1
    for wrong in ([1.2], [math.nan], [-0.1]):
        with pytest.raises(ValueError, match="between 0 and 1"):
            compare.adjust(wrong)
    with pytest.raises(ValueError, match="holm"):
        compare.adjust([0.1], "bonferroni")  # type: ignore[arg-type]
