"""The same figures from other packages, each asked in its own way."""

from __future__ import annotations

import contextlib
import io
import warnings
from itertools import combinations

import krippendorff
import numpy as np
import pandas as pd
import pingouin
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa


def as_floats(codes: np.ndarray) -> np.ndarray:
    """(cases, auditors) grades 1 to 4, NaN for none."""
    return np.where(codes >= 0, codes + 1.0, np.nan)


def alpha(grades: np.ndarray, level: str = "ordinal") -> float:
    return krippendorff.alpha(grades.T, level_of_measurement=level, value_domain=[1, 2, 3, 4])


def irrcac(grades: np.ndarray, coefficient: str, weights: str) -> dict[str, float]:
    """One coefficient with its standard error."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = CAC(pd.DataFrame(grades), weights=weights, categories=[1, 2, 3, 4], digits=12)
        return getattr(table, coefficient)()["est"]


def pairs_by_statsmodels(codes: np.ndarray) -> np.ndarray:
    """(pairs, 2) quadratic kappa and its standard error for every two auditors."""
    found = []
    for g, h in combinations(range(codes.shape[1]), 2):
        both = (codes[:, g] >= 0) & (codes[:, h] >= 0)
        table = np.histogram2d(codes[both, g], codes[both, h], bins=np.arange(5) - 0.5)[0]
        result = cohens_kappa(table, wt="quadratic")
        found.append((result.kappa, result.std_kappa))
    return np.array(found)


def pairs_by_sklearn(codes: np.ndarray) -> np.ndarray:
    """(pairs,) quadratic kappa for every two auditors."""
    found = []
    for g, h in combinations(range(codes.shape[1]), 2):
        both = (codes[:, g] >= 0) & (codes[:, h] >= 0)
        found.append(cohen_kappa_score(codes[both, g], codes[both, h], labels=[0, 1, 2, 3], weights="quadratic"))
    return np.array(found)


def intraclass(codes: np.ndarray) -> list[float]:
    """The six intraclass correlations of a table without gaps."""
    n, r = codes.shape
    long = pd.DataFrame(
        {"case": np.repeat(np.arange(n), r), "auditor": np.tile(np.arange(r), n), "grade": codes.ravel() + 1.0}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(pingouin.intraclass_corr(long, "case", "auditor", "grade")["ICC"])
