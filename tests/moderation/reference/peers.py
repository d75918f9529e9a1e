"""The same figures from other packages, each asked in its own way.

Grades are given to them as numbers from 1, tables of two auditors as counts of cases.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import numpy as np


@contextmanager
def unheard() -> Iterator[None]:
    """What a peer warns of is not ours to mend; every warning of our own stays an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


with unheard():
    import krippendorff
    import pandas as pd
    import pingouin
    from irrCAC.raw import CAC
    from sklearn.metrics import cohen_kappa_score
    from statsmodels.stats import contingency_tables, inter_rater, multitest
    from statsmodels.stats.proportion import proportion_confint

FOUR = (1, 2, 3, 4)


def as_floats(codes: np.ndarray) -> np.ndarray:
    """(cases, auditors) grades from 1, NaN for none."""
    return np.where(codes >= 0, codes + 1.0, np.nan)


@unheard()
def alpha(grades: np.ndarray, level: str = "ordinal", values: Sequence[float] | None = FOUR) -> float:
    """krippendorff's; ``values``: all that a grade could be, None for those that are there."""
    domain = None if values is None else list(values)
    return krippendorff.alpha(grades.T, level_of_measurement=level, value_domain=domain)


@unheard()
def irrcac(
    grades: np.ndarray,
    coefficient: str,
    weights: str,
    values: Sequence[float] | None = FOUR,
    population: float = math.inf,
) -> dict[str, Any]:
    """One of irrCAC's coefficients with its standard error."""
    domain = None if values is None else list(values)
    table = CAC(pd.DataFrame(grades), weights=weights, categories=domain, N=population, digits=12)
    return getattr(table, coefficient)()["est"]


def crossed(codes: np.ndarray, g: int, h: int, q: int) -> np.ndarray:
    """(q, q) counts of the cases that auditors g and h both graded."""
    both = codes[(codes[:, g] >= 0) & (codes[:, h] >= 0)]
    return np.histogram2d(both[:, g], both[:, h], bins=np.arange(q + 1) - 0.5)[0]


@unheard()
def kappa_by_statsmodels(table: np.ndarray, weights: str | np.ndarray) -> Any:
    """Cohen's kappa with its errors; ``weights``: a name, or a table of how nearly two grades agree."""
    if isinstance(weights, str):
        return inter_rater.cohens_kappa(table, wt=None if weights == "identity" else weights)
    return inter_rater.cohens_kappa(table, weights=1 - weights)


@unheard()
def fleiss(grades: np.ndarray, q: int | None = None, method: str = "fleiss") -> float:
    """statsmodels's kappa of Fleiss or of Randolph; ``q``: how many codes there are, None for grades as they come."""
    return inter_rater.fleiss_kappa(inter_rater.aggregate_raters(grades, q)[0], method)


@unheard()
def square_table(table: np.ndarray, test: str, method: str, **options: bool) -> Any:
    """A test of statsmodels's SquareTable."""
    return getattr(contingency_tables.SquareTable(table, **options), test)(method)


@unheard()
def adjusted(p: Sequence[float], method: str) -> np.ndarray:
    """statsmodels's p values for many tests at once."""
    return multitest.multipletests(p, method={"bh": "fdr_bh"}.get(method, method))[1]


@unheard()
def proportion(x: int, n: int, method: str, level: float) -> tuple[float, float]:
    """statsmodels's interval of a share."""
    return proportion_confint(x, n, 1 - level, {"clopper-pearson": "beta"}.get(method, method))


@unheard()
def kappa_by_sklearn(codes: np.ndarray, q: int, weights: str, case_weights: np.ndarray | None = None) -> float:
    """Cohen's kappa of the first two auditors, who left out no case."""
    kind = None if weights == "identity" else weights
    first, second = codes[:, 0], codes[:, 1]
    return cohen_kappa_score(first, second, labels=list(range(q)), weights=kind, sample_weight=case_weights)


def intraclass(grades: np.ndarray) -> pd.DataFrame:
    """The six intraclass correlations of pingouin, with intervals, of a table without gaps."""
    n, r = grades.shape
    return intraclass_of_rows(np.repeat(np.arange(n), r), np.tile(np.arange(r), n), grades.ravel())


@unheard()
def intraclass_of_rows(cases: np.ndarray, auditors: np.ndarray, grades: np.ndarray) -> pd.DataFrame:
    """The same from rows; the ends of intervals, which pingouin rounds to two places if left to itself, in full."""
    pingouin.options["round.column.CI95"] = None
    rows = pd.DataFrame({"case": cases, "auditor": auditors, "grade": grades})
    return pingouin.intraclass_corr(rows, "case", "auditor", "grade")


def pairs_by_statsmodels(codes: np.ndarray) -> np.ndarray:
    """(pairs, 2) quadratic kappa and its standard error for every two auditors, of four grades."""
    pairs = combinations(range(codes.shape[1]), 2)
    found = [kappa_by_statsmodels(crossed(codes, g, h, 4), "quadratic") for g, h in pairs]
    return np.array([(one.kappa, one.std_kappa) for one in found])


def pairs_by_sklearn(codes: np.ndarray) -> np.ndarray:
    """(pairs,) quadratic kappa for every two auditors, of four grades."""
    pairs = (codes[:, pair] for pair in combinations(range(codes.shape[1]), 2))
    return np.array([kappa_by_sklearn(pair[(pair >= 0).all(axis=1)], 4, "quadratic") for pair in pairs])
