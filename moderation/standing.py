"""Where auditors, lines and cases stand, with the uncertainty of each, whatever the spread of auditors may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moderation.coordinates import Coordinates
from moderation.observed import Observed
from moderation.peak import Peak
from moderation.shrinkage import Share
from moderation.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Values with their standard errors."""

    value: FloatArray
    se: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """``severity`` (auditors,) in logits and ``steps`` (auditors,) in grades, harsher above 0.

    ``lines`` (groups, lines), from the worst grade in use up, and ``case_sd`` (1,) in logits. ``kinds`` (kinds, kinds):
    how much better the cases of the first kind are, in logits, and ``kind_steps`` in grades; (1, 1) zeros where kinds
    are not told apart.
    """

    severity: Known
    steps: Known
    lines: Known
    case_sd: Known
    kinds: Known
    kind_steps: Known


def standing(coordinates: Coordinates, seen: Observed, shares: Sequence[Share]) -> Standing:
    """The standing at each peak, put together by the weight of the peaks."""
    each = [_at(coordinates, seen, share.peak) for share in shares]
    weights = np.array([share.weight for share in shares])
    return Standing(*(_together(weights, list(parts)) for parts in zip(*each, strict=True)))


def _together(weights: FloatArray, known: list[Known]) -> Known:
    """Mean and spread of a mixture: the spread within its parts and that between them."""
    values = np.array([one.value for one in known])
    variances = np.array([one.se**2 for one in known])
    mean = np.tensordot(weights, values, 1)
    return Known(mean, np.sqrt(np.tensordot(weights, variances + (values - mean) ** 2, 1)))


def _at(coordinates: Coordinates, seen: Observed, peak: Peak) -> tuple[Known, ...]:
    likelihood = peak.last.likelihood
    of_group = coordinates.mean_of_group @ coordinates.effect
    # In the adjacent model a step past grades never given is wider than one; its line is where both sides are even.
    widths = np.diff(likelihood.scores) if likelihood.model == "adjacent" else np.ones(coordinates.lines)
    first_line = len(peak.raw) - 1 - coordinates.lines
    lines = np.eye(coordinates.lines, len(peak.raw), first_line) / widths[:, None]
    spread = np.eye(1, len(peak.raw), len(peak.raw) - 1) * np.copysign(1, peak.raw[-1])
    quality = coordinates.quality
    levels, bends = _levels(coordinates, peak, np.concatenate([coordinates.effect, of_group]))
    return (
        _linear(coordinates.effect - of_group[seen.group_of_auditor], peak),
        Known(_steps(levels, seen), _errors(_steps(bends, seen), peak)),
        _linear(lines + of_group[:, None], peak),
        _linear(spread, peak),
        _linear(quality[:, None] - quality, peak),
        Known(_kind_steps(levels, seen), _errors(_kind_steps(bends, seen), peak)),
    )


def _linear(slopes: FloatArray, peak: Peak) -> Known:
    return Known(slopes @ peak.raw, _errors(slopes, peak))


def _errors(slopes: FloatArray, peak: Peak) -> FloatArray:
    """Standard errors of quantities with these ``slopes`` (..., raw) by the delta method."""
    return np.asarray(np.sqrt(np.maximum(((slopes @ peak.covariance) * slopes).sum(axis=-1), 0)))


def _levels(coordinates: Coordinates, peak: Peak, effects: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The mean grade, upwards, that cases of each kind get from auditors of these ``effects`` (n, raw), and its slopes.

    Shapes: (n, kinds) and (n, kinds, raw).
    """
    likelihood = peak.last.likelihood
    _, _, lines, case_sd = coordinates.split(peak.raw)
    slopes = (effects[:, None] - coordinates.quality).reshape(-1, len(peak.raw))
    table = likelihood.table(slopes @ peak.raw, lines, case_sd)
    scored = np.exp(table.log_p) * likelihood.scores[:, None] * likelihood.grid.weights
    by_quality = (scored * table.slope).sum(axis=1)
    slopes *= -by_quality.sum(axis=1)[:, None]
    slopes[:, -1 - len(lines) : -1] = np.einsum("rkm,rkjm->rj", scored, table.lines)
    slopes[:, -1] = by_quality @ likelihood.grid.nodes
    kinds = len(coordinates.quality)
    return scored.sum(axis=(1, 2)).reshape(-1, kinds), slopes.reshape(-1, kinds, len(peak.raw))


def _steps(levels: FloatArray, seen: Observed) -> FloatArray:
    """How many grades lower each auditor places the cases of a council than the mean auditor of the group would."""
    cases = seen.cases_by_kind.sum(axis=0)
    over_cases = np.tensordot(levels, cases / cases.sum(), (1, 0))
    r = len(seen.group_of_auditor)
    return np.asarray(over_cases[r + seen.group_of_auditor] - over_cases[:r])


def _kind_steps(levels: FloatArray, seen: Observed) -> FloatArray:
    """How many grades higher the mean auditor places the cases of one kind than those of another.

    Where there are several groups of auditors, each counts by its cases of the two kinds.
    """
    of_groups, cases = levels[-len(seen.groups) :], seen.cases_by_kind
    both = (cases[:, :, None] + cases[:, None, :]).astype(np.float64)
    apart = of_groups[:, :, None] - of_groups[:, None, :]
    return np.asarray(np.einsum("cij,cij...->ij...", both / both.sum(axis=0), apart))
