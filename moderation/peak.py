"""The top of a likelihood, with or without a prior, by Newton's method on the full observed information.

Where that information is not positive the step uses the information there would be if quality were known, which is,
and whose steps climb as those of the EM algorithm do. Steps that overshoot are halved.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from moderation.coordinates import Coordinates
from moderation.marginal import Evaluation, Likelihood
from moderation.prior import Prior
from moderation.weights import FloatArray

_ENOUGH = 1e-8
_PATIENCE = 60
_HALVINGS = 30


class NoPeak(Exception):  # noqa: N818 - the likelihood rises for ever; nothing has gone wrong
    """The likelihood has no maximum: some quantity could grow for ever."""


@dataclass(frozen=True, slots=True, eq=False)
class Foothold:
    """A place reached: its ``free`` coordinates, and what the ``likelihood`` is like ``here``."""

    likelihood: Likelihood
    free: FloatArray
    here: Evaluation

    @classmethod
    def at(cls, likelihood: Likelihood, coordinates: Coordinates, free: FloatArray) -> Foothold:
        """The place ``free``, on a grid fine enough for it."""
        likelihood = likelihood.fine_enough(float(free[-1]))
        return cls(likelihood, free, likelihood.at(coordinates.columns @ free))


@dataclass(frozen=True, slots=True, eq=False)
class Peak:
    """Where the top is.

    ``raw``: raw coordinates. ``log_likelihood`` and ``log_density``: of the grades, and of the prior there.
    ``covariance``: of the raw coordinates. ``log_volume``: half the log determinant of the covariance of the free ones.
    ``last``: the foothold of the last step, from which another climb can start.
    """

    raw: FloatArray
    log_likelihood: float
    log_density: float
    covariance: FloatArray
    log_volume: float
    last: Foothold


def climb(start: Foothold, coordinates: Coordinates, prior: Prior) -> Peak:
    """Climb from ``start`` over the free coordinates.

    Raises NoPeak where there is no top within reason.
    """
    foothold = start
    for _ in range(_PATIENCE):
        step, gain, information = _step(foothold, coordinates.columns, prior)
        if gain < _ENOUGH:
            return _peak(foothold, step, coordinates.basis, prior, information)
        foothold = _advance(foothold, coordinates, prior, step)
        if abs(foothold.free[-1]) > prior.beyond_reason:
            break
    raise NoPeak


def _step(foothold: Foothold, columns: FloatArray, prior: Prior) -> tuple[FloatArray, float, FloatArray | None]:
    """The step, what it should gain, and the information unless that is not positive."""
    here, free = foothold.here, foothold.free
    held = np.diag(prior.hold(free))
    slope = columns.T @ here.score + prior.pull(free)
    information = np.asarray(columns.T @ here.information @ columns + held)
    if _positive(information):
        step = np.asarray(np.linalg.solve(information, slope), dtype=np.float64)
        return step, float(slope @ step), information
    uphill = columns.T @ here.complete @ columns + np.abs(held)
    step = np.asarray(np.linalg.lstsq(uphill, slope, rcond=None)[0], dtype=np.float64)
    return step, float(slope @ step), None


def _positive(information: FloatArray) -> bool:
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return False
    return True


def _advance(foothold: Foothold, coordinates: Coordinates, prior: Prior, step: FloatArray) -> Foothold:
    height = foothold.here.log_likelihood + prior.log_density(foothold.free)
    for halving in range(_HALVINGS):
        there = foothold.free + step / 2**halving
        density = prior.log_density(there)
        if density == -math.inf:
            continue
        found = foothold.likelihood.at(coordinates.columns @ there)
        if found.log_likelihood + density > height:
            finer = foothold.likelihood.fine_enough(float(there[-1]))
            if finer is foothold.likelihood:
                return Foothold(finer, there, found)
            return Foothold.at(finer, coordinates, there)
    raise NoPeak


def _peak(
    foothold: Foothold,
    step: FloatArray,
    basis: FloatArray,
    prior: Prior,
    information: FloatArray | None,
) -> Peak:
    if information is None:
        raise NoPeak
    covariance = np.linalg.inv(information)
    if np.diag(covariance).max() > prior.beyond_reason**2:
        raise NoPeak
    # The last step is taken without another look: so close to the top the likelihood is flat to eight places.
    return Peak(
        raw=basis @ (foothold.free + step),
        log_likelihood=foothold.here.log_likelihood,
        log_density=prior.log_density(foothold.free),
        covariance=basis @ covariance @ basis.T,
        log_volume=-0.5 * float(np.linalg.slogdet(information)[1]),
        last=foothold,
    )
