"""The top of a likelihood, with or without a prior, by Newton's method on the full observed information.

Where that information is not positive the step uses the information there would be if quality were known, which is,
and whose steps climb as those of the EM algorithm do. Steps that overshoot are halved.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from moderation.marginal import Evaluation, Likelihood
from moderation.weights import FloatArray

_ENOUGH = 1e-8
_PATIENCE = 60
_HALVINGS = 30
# A spread of cases, or a standard error, that shows the likelihood to be rising for ever.
_BEYOND_REASON = 25.0
_BEYOND_REASON_WITH_PRIOR = 500.0

# What is weakly known of the spread of cases before seeing a grade: its logarithm is normal about log 2, and a spread
# of tens of logits, where auditors would all but never differ, is not believed however many cases were graded alike.
_LOG_SD_MEAN = math.log(2)
_LOG_SD_VARIANCE = 1.5**2
_SD_VARIANCE = 10.0**2


class NoPeak(Exception):  # noqa: N818 - the likelihood rises for ever; nothing has gone wrong
    """The likelihood has no maximum: some quantity could grow for ever."""


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Independent normals with mean 0 and these precisions on the free coordinates (0: nothing is known beforehand).

    ``on_case_sd`` adds the weak prior on the spread of cases, which is the last coordinate.
    """

    precision: FloatArray
    on_case_sd: bool

    @property
    def beyond_reason(self) -> float:
        """Where to stop looking for a top."""
        return _BEYOND_REASON_WITH_PRIOR if self.on_case_sd else _BEYOND_REASON

    def log_density(self, free: FloatArray) -> float:
        """Up to what does not depend on ``free``."""
        normal = -0.5 * float(self.precision @ free**2)
        if not self.on_case_sd:
            return normal
        case_sd = float(free[-1])
        if case_sd <= 0:
            return -math.inf
        return normal - (math.log(case_sd) - _LOG_SD_MEAN) ** 2 / 2 / _LOG_SD_VARIANCE - case_sd**2 / 2 / _SD_VARIANCE

    def pull(self, free: FloatArray) -> FloatArray:
        """The slope of the log-density."""
        slope = -self.precision * free
        if self.on_case_sd:
            slope[-1] -= (math.log(free[-1]) - _LOG_SD_MEAN) / (_LOG_SD_VARIANCE * free[-1]) + free[-1] / _SD_VARIANCE
        return np.asarray(slope)

    def hold(self, free: FloatArray) -> FloatArray:
        """The diagonal of its information."""
        held = self.precision.copy()
        if self.on_case_sd:
            held[-1] += (1 - math.log(free[-1]) + _LOG_SD_MEAN) / (_LOG_SD_VARIANCE * free[-1] ** 2) + 1 / _SD_VARIANCE
        return held


@dataclass(frozen=True, slots=True, eq=False)
class Foothold:
    """A place reached: its ``free`` coordinates, and what the ``likelihood`` is like ``here``."""

    likelihood: Likelihood
    free: FloatArray
    here: Evaluation

    @classmethod
    def at(cls, likelihood: Likelihood, basis: FloatArray, free: FloatArray) -> Foothold:
        """The place ``free``, on a grid fine enough for it."""
        likelihood = likelihood.fine_enough(float(free[-1]))
        return cls(likelihood, free, likelihood.at(basis @ free))


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


def climb(start: Foothold, basis: FloatArray, prior: Prior) -> Peak:
    """Climb from ``start`` over the free coordinates, which ``basis`` (raw, free) turns into raw ones.

    Raises NoPeak where there is no top within reason.
    """
    foothold = start
    for _ in range(_PATIENCE):
        step, gain, information = _step(foothold, basis, prior)
        if gain < _ENOUGH:
            return _peak(foothold, step, basis, prior, information)
        foothold = _advance(foothold, basis, prior, step)
        if abs(foothold.free[-1]) > prior.beyond_reason:
            break
    raise NoPeak


def _step(foothold: Foothold, basis: FloatArray, prior: Prior) -> tuple[FloatArray, float, FloatArray | None]:
    """The step, what it should gain, and the information unless that is not positive."""
    here, free = foothold.here, foothold.free
    held = np.diag(prior.hold(free))
    slope = basis.T @ here.score + prior.pull(free)
    information = np.asarray(basis.T @ here.information @ basis + held)
    if _positive(information):
        step = np.asarray(np.linalg.solve(information, slope), dtype=np.float64)
        return step, float(slope @ step), information
    uphill = basis.T @ here.complete @ basis + np.abs(held)
    step = np.asarray(np.linalg.lstsq(uphill, slope, rcond=None)[0], dtype=np.float64)
    return step, float(slope @ step), None


def _positive(information: FloatArray) -> bool:
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return False
    return True


def _advance(foothold: Foothold, basis: FloatArray, prior: Prior, step: FloatArray) -> Foothold:
    height = foothold.here.log_likelihood + prior.log_density(foothold.free)
    for halving in range(_HALVINGS):
        there = foothold.free + step / 2**halving
        density = prior.log_density(there)
        if density == -math.inf:
            continue
        found = foothold.likelihood.at(basis @ there)
        if found.log_likelihood + density > height:
            finer = foothold.likelihood.fine_enough(float(there[-1]))
            if finer is foothold.likelihood:
                return Foothold(finer, there, found)
            return Foothold.at(finer, basis, there)
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
