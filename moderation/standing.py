"""Where auditors, lines and cases stand, with the uncertainty of each, whatever the spread of auditors may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moderation.coordinates import Coordinates
from moderation.marginal import Likelihood
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

    ``lines`` (groups, lines), from the worst grade in use up, and ``case_sd`` (1,) in logits.
    """

    severity: Known
    steps: Known
    lines: Known
    case_sd: Known


def standing(coordinates: Coordinates, seen: Observed, shares: Sequence[Share]) -> Standing:
    """The standing at each peak, put together by the weight of the peaks."""
    each = [_at(coordinates, seen, share.peak) for share in shares]
    weights = np.array([share.weight for share in shares])
    return Standing(*(_together(weights, [one[i] for one in each]) for i in range(4)))


def _together(weights: FloatArray, known: list[Known]) -> Known:
    """Mean and spread of a mixture: the spread within its parts and that between them."""
    values = np.array([one.value for one in known])
    variances = np.array([one.se**2 for one in known])
    mean = np.tensordot(weights, values, 1)
    return Known(mean, np.sqrt(np.tensordot(weights, variances + (values - mean) ** 2, 1)))


def _at(coordinates: Coordinates, seen: Observed, peak: Peak) -> tuple[Known, Known, Known, Known]:
    likelihood = peak.last.likelihood
    effects, lines, case_sd = likelihood.split(peak.raw)
    means, r = coordinates.mean_of_group, len(effects)
    centred = np.zeros((r, len(peak.raw)))
    centred[:, :r] = np.eye(r) - means[seen.group_of_auditor]
    # In the adjacent model a step past grades never given is wider than one; its line is where both sides are even.
    widths = np.diff(likelihood.scores) if likelihood.model == "adjacent" else np.ones(len(lines))
    drawn = np.zeros((len(means), len(lines), len(peak.raw)))
    drawn[:, :, :r] = means[:, None]
    drawn[:, np.arange(len(lines)), r + np.arange(len(lines))] = 1 / widths
    spread = np.zeros((1, len(peak.raw)))
    spread[0, -1] = np.copysign(1, case_sd)
    steps, slopes = _steps(likelihood, coordinates, seen, peak.raw)
    return (
        Known(centred @ peak.raw, _errors(centred, peak)),
        Known(steps, _errors(slopes, peak)),
        Known(drawn @ peak.raw, _errors(drawn, peak)),
        Known(spread @ peak.raw, _errors(spread, peak)),
    )


def _errors(slopes: FloatArray, peak: Peak) -> FloatArray:
    """Standard errors of quantities with these ``slopes`` (..., raw) by the delta method."""
    return np.asarray(np.sqrt(np.maximum(((slopes @ peak.covariance) * slopes).sum(axis=-1), 0)))


def _steps(
    likelihood: Likelihood, coordinates: Coordinates, seen: Observed, raw: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """How many grades lower each auditor places the cases of a council than the mean auditor would, and its slopes."""
    effects, lines, case_sd = likelihood.split(raw)
    means, r, nodes = coordinates.mean_of_group, len(effects), likelihood.grid.nodes
    table = likelihood.table(np.concatenate([effects, means @ effects]), lines, case_sd)
    scored = np.exp(table.log_p) * likelihood.scores[:, None] * likelihood.grid.weights
    level = scored.sum(axis=(1, 2))
    by_quality = (scored * table.slope).sum(axis=1)
    by_effect, by_sd = -by_quality.sum(axis=1), by_quality @ nodes
    by_line = np.einsum("rkm,rkjm->rj", scored, table.lines)
    mean_of = r + seen.group_of_auditor
    slopes = np.zeros((r, len(raw)))
    slopes[:, :r] = by_effect[mean_of, None] * means[seen.group_of_auditor] - np.diag(by_effect[:r])
    slopes[:, r:-1] = by_line[mean_of] - by_line[:r]
    slopes[:, -1] = by_sd[mean_of] - by_sd[:r]
    return level[mean_of] - level[:r], slopes
