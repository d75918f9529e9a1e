"""Comparisons: an auditor with the moderated grade, two coefficients, two auditors' use of the grades, many at once."""

from __future__ import annotations

from moderation.differences import Difference, adjust, difference
from moderation.marginals import MarginalTest, bhapkar, bowker, stuart_maxwell
from moderation.moderated import WithModerated, with_moderated
from moderation.steps import Bias, Direction, Proportion

__all__ = [
    "Bias",
    "Difference",
    "Direction",
    "MarginalTest",
    "Proportion",
    "WithModerated",
    "adjust",
    "bhapkar",
    "bowker",
    "difference",
    "stuart_maxwell",
    "with_moderated",
]
