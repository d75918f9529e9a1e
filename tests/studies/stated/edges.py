"""Part 2: what is returned where there is too little to go by; each line of the table is tried before it is stated."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from moderation import InsufficientData, Ratings, agreement, benchmark, compare, severity
from moderation.coefficients import _NEARLY_ALL
from moderation.estimates import RELIABLE_FROM, TOLD_APART_FROM
from qa_app.web.words import share
from tests.studies.examples import GOOD, GRADES, INADEQUATE, OUTSTANDING, RI, ratings
from tests.studies.imagined import TEN_GRADES
from tests.studies.severity import draw

KAPPAS = (agreement.krippendorff_alpha, agreement.fleiss_kappa, agreement.conger_kappa, agreement.cohen_kappa)
COUNTED = (agreement.percent_agreement, agreement.gwet_ac, agreement.brennan_prediger)


def refusals() -> Iterator[str]:
    for wrong in ("Fair", math.inf, True):
        with pytest.raises(ValueError, match="Case C, auditor A"):
            Ratings.from_long([("C", "A", wrong)], GRADES)
    yield "| a grade off the scale, infinite, or true or false | `ValueError` with case, auditor and value |"
    given = Ratings.from_long([("C", "A", None), ("C", "B", math.nan), ("C", "D", RI)], GRADES)
    assert given.grades_per_case.tolist() == [1]
    yield "| None, NaN, a data frame’s missing value | not graded |"
    with pytest.raises(ValueError, match="more than once"):
        Ratings.from_long([("C", "A", RI), ("C", "A", GOOD)], GRADES)
    assert Ratings.from_long([("C", "A", RI), ("C", "A", GOOD)], GRADES, duplicates="last").codes.tolist() == [[1]]
    yield "| a second grade by the same auditor on a case | `ValueError`, unless `duplicates` says which counts |"
    for table in ([], [[RI], [GOOD]], [[RI, None], [None, GOOD]]):
        with pytest.raises(InsufficientData):
            agreement.report(Ratings.from_matrix(table, GRADES))
    yield "| no grades, one auditor, no case with two grades | `InsufficientData`, saying which |"
    gaps = Ratings.from_matrix([[RI, RI, None], [None, None, None], [RI, GOOD, None]], GRADES)
    assert agreement.gwet_ac(gaps).n_dropped == 1
    assert [one.kind for one in agreement.report(gaps).dropped] == ["auditor", "case"]
    yield "| a case or auditor without a grade | left out; cases are counted in `n_dropped`, both are named in `report`"


def without_variation() -> Iterator[str]:
    alike = ratings([(RI, RI)] * 12)
    for of in KAPPAS:
        assert of(alike).status == "undefined_no_variation"
    for of in COUNTED:
        found, interval = of(alike), of(alike).interval()
        assert interval is not None
        assert (found.value, interval.method) == (1, "exact")
    assert severity.fit(alike).status == "undefined_no_variation"
    yield (
        "| every grade the same | shares, AC and Brennan and Prediger 1 with an exact interval; alpha and the kappas "
        "`undefined_no_variation`; severity `undefined_no_variation` |"
    )
    varied = ratings([(RI, RI)] * 12 + [(GOOD, GOOD)] * 8)
    for of in (*KAPPAS, *COUNTED):
        interval = of(varied).interval()
        assert interval is not None
        assert (interval.method, interval.high) == ("exact", 1)
        assert interval.low < 1
    yield "| complete agreement on varied grades | 1 with an exact interval, its lower end below 1 |"


def too_few() -> Iterator[str]:
    split = agreement.krippendorff_alpha(ratings([(GOOD, RI)]))
    assert split.value == pytest.approx(0)
    assert split.se is None
    yield "| one case | a value, no SE; alpha of one split case is 0 |"
    without = agreement.specific_agreement(ratings([(GOOD, RI), (RI, RI)]))[OUTSTANDING]
    assert without.status == "undefined_not_used"
    yield "| a grade never used | q stays; its specific agreement is `undefined_not_used` |"
    for coefficient, enough in ((agreement.gwet_ac, RELIABLE_FROM), (agreement.krippendorff_alpha, TOLD_APART_FROM)):
        few, enough_of_them = (
            coefficient(ratings([(GOOD, RI)] * 4 + [(RI, RI)] * (n - 4))) for n in (enough - 1, enough)
        )
        assert (few.status, enough_of_them.status) == ("unreliable_small_n", "ok")
        assert few.interval() is not None
        assert benchmark(few).word is None
    yield (
        f"| fewer than {RELIABLE_FROM} cases with two grades; for alpha and the kappas {TOLD_APART_FROM - 1} or fewer "
        "| value and interval, `unreliable_small_n`, no benchmark |"
    )
    alike = [(RI, RI)] * 90
    few, enough = (agreement.krippendorff_alpha(ratings([(GOOD, RI)] * more + alike)) for more in (9, 10))
    assert (few.status, enough.status) == ("unreliable_little_variation", "ok")
    assert agreement.gwet_ac(ratings([(GOOD, RI)] * 9 + alike)).status == "ok"
    assert benchmark(few).word is None
    yield (
        f"| {share(_NEARLY_ALL)} of grades or more the same, another on fewer than {RELIABLE_FROM} cases | alpha and "
        "the kappas: value and interval, `unreliable_little_variation`, no benchmark |"
    )


def apart() -> Iterator[str]:
    codes = draw(TEN_GRADES, np.random.default_rng(0))[0].codes
    both = np.full((80, 16), -1)
    both[:40, :8], both[40:, 8:] = codes, codes
    split = Ratings(GRADES, tuple(range(80)), tuple(range(16)), both)
    found = severity.fit(split)
    assert (found.status, len(found.components)) == ("disconnected", 2)
    assert agreement.gwet_ac(split).n_multiple == 80
    yield (
        "| groups of auditors without a shared case | severities within groups, `disconnected`; agreement is computed "
        "over all |"
    )
    harsh = np.where(codes[:, [0]] >= 0, 3, -1)
    one_grade = Ratings(GRADES, tuple(range(40)), tuple(range(8)), np.hstack([harsh, codes[:, 1:]]))
    shrunk, plain = (severity.fit(one_grade, shrink=shrink).auditors[0] for shrink in (True, False))
    assert (shrunk.flag, shrunk.severity is None) == ("extreme", False)
    assert plain.severity is None
    yield "| an auditor of one extreme grade | a shrunken severity flagged `extreme`; none without shrinkage |"
    for test in (compare.bowker, compare.stuart_maxwell):
        tested = test(np.diag([0, 8, 12, 0]))
        assert (tested.statistic, tested.df, tested.p) == (0, 0, 1)
        assert tested.reason
    yield (
        "| no disagreement in a table of two auditors | Bowker and Stuart and Maxwell: 0 on 0 degrees of freedom, p 1, "
        "a reason |"
    )
    assert agreement.cohen_kappa(ratings([(GOOD, RI)] * 5 + [(RI, GOOD)] * 5)).value == -1
    assert agreement.krippendorff_alpha(ratings([(GOOD, INADEQUATE)] * 12)).value == pytest.approx(-11 / 12)
    yield "| a coefficient below 0 | returned as it is |"


def everything() -> Iterator[str]:
    parts: tuple[Callable[[], Iterator[str]], ...] = (refusals, without_variation, too_few, apart)
    for part in parts:
        yield from part()


STATED = {"What is returned when there is too little": everything}
