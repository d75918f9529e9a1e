"""How harsh or lenient each auditor is, allowing for which cases they graded, and what each case deserved.

An ordinal model with a quality for every case and a severity for every auditor, by marginal likelihood; the two models
are those of ``grade_models``. Severity is relative to the mean of the auditors one can be compared with, in logits and
in grade steps, harsher above 0: a harsher grade is one further down the scale, which is best first.

With ``shrink``, severities are drawn towards the mean as far as the grades leave them open, averaged over how much
auditors may differ: the figures to show, because with ten grades each nobody's severity is known well. Without, they
are plain maximum-likelihood estimates, for comparison with other software.

A grade that was never given leaves the place of its lines open: it is treated as one that is never given.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np

from moderation.case_patterns import patterns_of
from moderation.coefficients import small
from moderation.coordinates import Coordinates, coordinates
from moderation.estimates import RELIABLE_FROM
from moderation.fair_grades import FairGrade, Line, fair_grades
from moderation.grade_models import Model
from moderation.kinds import KindDifference, Kinds, checked, kind_differences
from moderation.marginal import COARSEST, Likelihood, grid
from moderation.misfit import Misfit, misfits
from moderation.observed import Observed, observed
from moderation.peak import Foothold, NoPeak, Peak, climb
from moderation.ratings import Ratings
from moderation.scale import Label
from moderation.severities import AuditorSeverity, GradeLine, Linked, auditor_severities, linked, reliability
from moderation.shrinkage import Share, shrunken
from moderation.standing import standing
from moderation.weights import FloatArray

__all__ = ["AuditorSeverity", "FairGrade", "GradeLine", "KindDifference", "Linked", "Misfit", "SeverityFit", "fit"]

Status = Literal["ok", "unreliable_small_n", "disconnected", "undefined_no_variation", "undefined_no_maximum"]

_CASE_SD_AT_FIRST: dict[Model, float] = {"cumulative": 1.5, "adjacent": 0.7}


@dataclass(frozen=True, slots=True, eq=False)
class SeverityFit:
    """Severities, fair grades and the model they come from.

    ``auditors``: everyone with a grade; ``ungraded``: the auditors without. ``cases``: the fair grade of every case
    that took part. ``components``: within each, and only there, severities and fair grades can be compared; one
    component alone when ``allow_disconnected`` put all auditors together. ``kinds``: how every two kinds of case
    differ, if they were told apart. ``case_sd`` with ``case_sd_se``: the spread of the quality of cases (within a
    kind), in logits; ``auditor_sd``: that of severities, None without shrinkage. ``loglik``: the log-likelihood at the
    top, for shrunken severities at the likeliest spread. ``reliability``: see ``severities.reliability``. With an
    undefined status all of these are None or empty, and ``reason`` says why.
    ``n_cases``, ``n_multiple``: cases with a grade, and with two or more; ``n_dropped``: cases that took no part.
    """

    model: Model
    shrink: bool
    status: Status
    reason: str
    auditors: tuple[AuditorSeverity, ...]
    cases: tuple[FairGrade, ...]
    components: tuple[Linked, ...]
    kinds: tuple[KindDifference, ...]
    case_sd: float | None
    case_sd_se: float | None
    auditor_sd: float | None
    loglik: float | None
    reliability: float | None
    n_cases: int
    n_multiple: int
    n_dropped: int
    ungraded: tuple[Hashable, ...]
    _fitted: _Fitted | None = field(default=None, repr=False)

    @property
    def thresholds(self) -> tuple[GradeLine, ...]:
        """The lines between grades, best first, of the largest component; ``components`` has those of the others."""
        return self.components[0].thresholds if self.components else ()

    def misfit(self, *, seed: int, replicates: int = 400) -> tuple[Misfit, ...]:
        """Infit and outfit of every auditor with simulated limits; empty where the fit is undefined.

        The same ``seed`` gives the same limits. Raises ValueError for fewer than 40 ``replicates``.
        """
        if self._fitted is None:
            return ()
        fitted = self._fitted
        return misfits(fitted.coordinates, _likeliest(fitted.shares), fitted.seen, seed, replicates)


@dataclass(frozen=True, slots=True, eq=False)
class _Fitted:
    """The model at its peaks."""

    coordinates: Coordinates
    seen: Observed
    shares: tuple[Share, ...]


def fit(
    ratings: Ratings,
    model: Model = "cumulative",
    shrink: bool = True,
    *,
    allow_disconnected: bool = False,
    kinds: Kinds | None = None,
    between: tuple[Label, Label] = ("Good", "Requires improvement"),
    awarded: Mapping[Hashable, Label] | None = None,
    level: float = 0.95,
) -> SeverityFit:
    """Estimate severities and fair grades.

    ``allow_disconnected``: compare all auditors even where no chain of shared cases links them, on the assumption that
    cases were dealt to the groups at random; the status still says "disconnected". ``kinds``: what kind each case is
    of, such as its provider; severities then allow for how kinds differ, which ``SeverityFit.kinds`` says, and a fair
    grade starts from what is usual for its kind instead of for all cases. ``between``: the line whose sides
    ``FairGrade.flip`` is about. ``awarded``: the grade a case was given in the end, where its auditors differed.
    ``level``: of all intervals. Case weights play no part: the likelihood allows for which cases were graded again, as
    long as that hung on nothing but the grades they have. Raises InsufficientData when no case has been graded by two
    auditors or there is but one kind, ValueError for anything else that is wrong.
    """
    if model not in get_args(Model):
        raise ValueError(f'model must be "cumulative" or "adjacent", not {model!r}')
    line = Line.of(ratings.scale, between, awarded, level)
    ratings.require_overlap()
    kinds = None if kinds is None else checked(kinds, ratings)
    seen = observed(ratings, leave_out_extreme=not shrink, across=allow_disconnected, kinds=kinds)
    undefined = _undefined(ratings, seen, model, shrink, level)
    try:
        fitted = _fitted(seen, model, shrink)
    except NoPeak:
        return undefined
    return _defined(undefined, ratings, fitted, kinds, line)


def _fitted(seen: Observed, model: Model, shrink: bool) -> _Fitted:
    if len(seen.in_use) < 2 or not seen.ratings.n_multiple:
        raise NoPeak
    patterns = patterns_of(seen.columns, len(seen.in_use))
    free = coordinates(seen)
    if not free.contrasts:
        raise NoPeak
    shifts = free.basis.shape[1] - len(seen.in_use)
    start = np.concatenate([np.zeros(shifts), _first_lines(seen, model), [_CASE_SD_AT_FIRST[model]]])
    likelihood = Likelihood(model, patterns, seen.scores, grid(COARSEST))
    foothold = Foothold.at(likelihood, free, start)
    if shrink:
        return _Fitted(free, seen, shrunken(free, foothold))
    return _Fitted(free, seen, (Share(1.0, None, climb(foothold, free, free.flat())),))


def _first_lines(seen: Observed, model: Model) -> FloatArray:
    """Where the lines would be if all auditors were alike, those of the cumulative model widened for unlike cases."""
    if model == "adjacent":
        return np.asarray(np.log(seen.shares[:-1] / seen.shares[1:]))
    below = np.cumsum(seen.shares)[:-1]
    return np.asarray(_CASE_SD_AT_FIRST[model] * np.log(below / (1 - below)))


def _likeliest(shares: tuple[Share, ...]) -> Peak:
    return max(shares, key=lambda share: share.weight).peak


def _defined(base: SeverityFit, ratings: Ratings, fitted: _Fitted, kinds: Kinds | None, line: Line) -> SeverityFit:
    free, seen, shares = fitted.coordinates, fitted.seen, fitted.shares
    found = standing(free, seen, shares)
    status, reason = _status(ratings, seen)
    spreads = [share.weight * share.auditor_sd for share in shares if share.auditor_sd is not None]
    return replace(
        base,
        status=status,
        reason=reason,
        auditors=auditor_severities(ratings, seen, found, line.level),
        cases=fair_grades(free, seen, shares, line),
        components=linked(seen, found),
        kinds=() if kinds is None else kind_differences(kinds, seen, found, line.level),
        case_sd=float(found.case_sd.value[0]),
        case_sd_se=float(found.case_sd.se[0]),
        auditor_sd=sum(spreads) if spreads else None,
        loglik=_likeliest(shares).log_likelihood,
        reliability=reliability(seen, found.severity, base.shrink),
        n_dropped=len(ratings.cases) - len(seen.ratings.cases),
        _fitted=fitted,
    )


def _undefined(ratings: Ratings, seen: Observed, model: Model, shrink: bool, level: float) -> SeverityFit:
    given = np.unique(ratings.codes[ratings.graded])
    status: Status = "undefined_no_maximum"
    without = "" if shrink else " without shrinkage"
    whom = "auditors, or kinds of case," if seen.kinds else "auditors"
    reason = f"Cannot be computed{without}: these grades set no limit to how far apart the {whom} may be."
    if len(given) == 1:
        status = "undefined_no_variation"
        reason = (
            f"Cannot be computed: no variation. Every grade given is {ratings.scale.labels[given[0]]}. Whether one "
            "auditor is harsher than another has not been tested."
        )
    busy = np.asarray(ratings.graded.any(axis=0))
    return SeverityFit(
        model=model,
        shrink=shrink,
        status=status,
        reason=reason,
        auditors=auditor_severities(ratings, seen, None, level),
        cases=(),
        components=(),
        kinds=(),
        case_sd=None,
        case_sd_se=None,
        auditor_sd=None,
        loglik=None,
        reliability=None,
        n_cases=ratings.n_cases,
        n_multiple=ratings.n_multiple,
        n_dropped=len(ratings.cases),
        ungraded=tuple(auditor for auditor, graded in zip(ratings.auditors, busy, strict=True) if not graded),
    )


def _status(ratings: Ratings, seen: Observed) -> tuple[Status, str]:
    """The gravest status, and every reason for care."""
    status: Status = "ok"
    reasons = []
    if seen.n_linked > 1:
        status = "disconnected"
        reasons.append(_split(seen))
    if ratings.n_multiple < RELIABLE_FROM:
        status = "unreliable_small_n" if status == "ok" else status
        reasons.append(small(ratings.n_multiple))
    never = [str(label) for rank, label in enumerate(ratings.scale.labels) if rank not in seen.in_use]
    if never:
        reasons.append(f"Nobody gave {' or '.join(never)}, so where {_lines(never)} cannot be told.")
    return status, " ".join(reasons)


def _lines(never: list[str]) -> str:
    return "its line would lie" if len(never) == 1 else "their lines would lie"


def _split(seen: Observed) -> str:
    split = f"No chain of shared cases links all auditors: they fall into {seen.n_linked} groups."
    if len(seen.groups) > 1:
        return f"{split} Severities and fair grades can be compared only within a group."
    return f"{split} Comparing across them supposes that cases were dealt to the groups at random."
