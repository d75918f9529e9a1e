"""Free coordinates: severities that add up to zero in every group of comparable auditors, kinds of case likewise.

A model without a fixed zero has one direction too many; here it is taken out for all auditors alike, so that the last
one listed has as good a standard error as the first. How the cases of one group differ from those of another is a
coordinate of its own: it is never credited to the auditors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moderation.observed import IntArray, Observed
from moderation.prior import Prior
from moderation.weights import FloatArray

# Of cases in groups no case links, and of kinds of case, all that is supposed is that they do not differ by more than a
# few logits.
_SHIFT_SD = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Coordinates:
    """Three ways to write a place.

    Raw: the effects of ``auditors``, the mean quality of ``kinds`` of case where they are told apart, the lines, the
    spread of cases. Free: ``contrasts`` severities, the shifts between groups, the contrasts of kinds, then as raw. A
    likelihood takes one effect for each auditor and kind: the auditor's less the kind's quality.

    ``basis`` (raw, free) leads from free to raw, ``columns`` (columns, free) from free to what a likelihood takes.
    ``mean_of_group`` (groups, auditors) takes means.
    """

    basis: FloatArray
    columns: FloatArray
    mean_of_group: FloatArray
    auditors: int
    kinds: int
    lines: int
    contrasts: int

    def split(self, raw: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, float]:
        """Effects (auditors,), qualities of kinds (kinds,) or of all cases (1,), lines (lines,), spread of cases."""
        effects, qualities = raw[: self.auditors], raw[self.auditors : -1 - self.lines]
        return effects, qualities if self.kinds else np.zeros(1), raw[-1 - self.lines : -1], float(raw[-1])

    @property
    def effect(self) -> FloatArray:
        """(auditors, raw) the slopes of the effects of auditors."""
        return np.eye(self.auditors, self.basis.shape[0])

    @property
    def quality(self) -> FloatArray:
        """(kinds, raw) the slopes of the qualities of kinds; (1, raw) zeros where they are not told apart."""
        if not self.kinds:
            return np.zeros((1, self.basis.shape[0]))
        return np.eye(self.kinds, self.basis.shape[0], self.auditors)

    def flat(self) -> Prior:
        """Nothing is known beforehand."""
        return Prior(np.zeros(self.basis.shape[1]), on_case_sd=False)

    def shrinking(self, auditor_sd: float) -> Prior:
        """Severities are normal with this spread; groups, kinds and the spread of cases are weakly held."""
        precision = np.zeros(self.basis.shape[1])
        precision[: self.contrasts] = auditor_sd**-2
        precision[self.contrasts : -1 - self.lines] = _SHIFT_SD**-2
        return Prior(precision, on_case_sd=True)


def coordinates(seen: Observed) -> Coordinates:
    """The coordinates for the grades ``seen``."""
    r, kinds, lines = len(seen.ratings.auditors), len(seen.kinds), len(seen.in_use) - 1
    means, shifts = np.zeros((len(seen.groups), r)), np.zeros((r, len(seen.groups) - 1))
    for c, group in enumerate(seen.groups):
        means[c, group] = 1 / len(group)
        shifts[group, c - 1 : c] = 1
    severities = _spreads(seen.groups, r)
    basis = _diagonal(np.hstack([severities, shifts]), _spreads(seen.linked_kinds, kinds), np.eye(lines + 1))
    columns = basis
    if kinds:
        of_auditor, of_kind = np.repeat(np.eye(r), kinds, axis=0), np.tile(np.eye(kinds), (r, 1))
        columns = _diagonal(np.hstack([of_auditor, -of_kind]), np.eye(lines + 1)) @ basis
    return Coordinates(basis, columns, means, r, kinds, lines, severities.shape[1])


def _diagonal(*blocks: FloatArray) -> FloatArray:
    """One matrix of these beside and below each other, and zeros."""
    whole = np.zeros(np.sum([block.shape for block in blocks], axis=0))
    row = column = 0
    for block in blocks:
        whole[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return whole


def _spreads(groups: Sequence[IntArray], size: int) -> FloatArray:
    """(size, ...) the directions within each of ``groups`` of places."""
    return np.hstack([np.zeros((size, 0)), *(_spread(group, size) for group in groups)])


def _spread(group: IntArray, size: int) -> FloatArray:
    """(size, members - 1) orthonormal directions within ``group`` that add up to zero (Helmert's)."""
    members = len(group)
    directions = np.zeros((members - 1, members))
    for j in range(1, members):
        directions[j - 1, :j] = 1 / np.sqrt(j * (j + 1))
        directions[j - 1, j] = -j / np.sqrt(j * (j + 1))
    spread = np.zeros((size, members - 1))
    spread[group] = directions.T
    return spread
