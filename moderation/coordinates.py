"""Free coordinates: severities that add up to zero in every group of comparable auditors.

A model without a fixed zero has one direction too many; here it is taken out for all auditors alike, so that the last
one listed has as good a standard error as the first. How the cases of one group differ from those of another is a
coordinate of its own: it is never credited to the auditors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moderation.observed import IntArray
from moderation.peak import Prior
from moderation.weights import FloatArray

# Of cases in groups no case links, all that is supposed is that they do not differ by more than a few logits.
_GROUP_SHIFT_SD = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Coordinates:
    """``basis`` (raw, free) leads from free to raw coordinates; ``mean_of_group`` (groups, auditors) takes means.

    The free ones are ``contrasts`` severities, then the shifts between groups, the lines and the spread of cases.
    """

    basis: FloatArray
    mean_of_group: FloatArray
    contrasts: int

    def flat(self) -> Prior:
        """Nothing is known beforehand."""
        return Prior(np.zeros(self.basis.shape[1]), on_case_sd=False)

    def shrinking(self, auditor_sd: float) -> Prior:
        """Severities are normal with this spread; groups and the spread of cases are weakly held."""
        raw = self.mean_of_group.shape[1]
        precision = np.zeros(self.basis.shape[1])
        precision[: self.contrasts] = auditor_sd**-2
        precision[self.contrasts : raw - 1] = _GROUP_SHIFT_SD**-2
        return Prior(precision, on_case_sd=True)


def coordinates(groups: Sequence[IntArray], auditors: int, lines: int) -> Coordinates:
    """The coordinates for ``groups`` of places out of ``auditors``, with as many ``lines`` between grades."""
    contrasts = [_spread(group, auditors) for group in groups if len(group) > 1]
    shifts = np.zeros((auditors, len(groups) - 1))
    means = np.zeros((len(groups), auditors))
    for c, group in enumerate(groups):
        means[c, group] = 1 / len(group)
        shifts[group, c - 1 : c] = 1
    severities = np.concatenate([*contrasts, shifts], axis=1)
    free = severities.shape[1]
    basis = np.zeros((auditors + lines + 1, free + lines + 1))
    basis[:auditors, :free] = severities
    basis[auditors:, free:] = np.eye(lines + 1)
    return Coordinates(basis, means, free - shifts.shape[1])


def _spread(group: IntArray, auditors: int) -> FloatArray:
    """(auditors, size - 1) orthonormal directions within ``group`` that add up to zero (Helmert's)."""
    size = len(group)
    directions = np.zeros((size - 1, size))
    for j in range(1, size):
        directions[j - 1, :j] = 1 / np.sqrt(j * (j + 1))
        directions[j - 1, j] = -j / np.sqrt(j * (j + 1))
    spread = np.zeros((auditors, size - 1))
    spread[group] = directions.T
    return spread
