"""What is supposed of severities and cases before seeing a grade, and from where on a top is not believed in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from moderation.weights import FloatArray

# A spread of cases, or a standard error, that shows the likelihood to be rising for ever.
_BEYOND_REASON = 25.0
_BEYOND_REASON_WITH_PRIOR = 500.0

# What is weakly known of the spread of cases before seeing a grade: its logarithm is normal about log 2, and a spread
# of tens of logits, where auditors would all but never differ, is not believed however many cases were graded alike.
_LOG_SD_MEAN = math.log(2)
_LOG_SD_VARIANCE = 1.5**2
_SD_VARIANCE = 10.0**2


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
