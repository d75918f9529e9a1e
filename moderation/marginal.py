"""The likelihood of all grades with the quality of each case averaged out, its score and its observed information.

The quality of cases is normal with mean 0; the average is a sum over a fixed grid (trapezoidal rule, which for such
smooth functions errs by less than rounding once the spacing is below the spread of what is known of a case). The
information is the full one: what the grades would tell if quality were known, less the share lost because it is not
(Louis 1982). Coordinates: the effect of each column of grades (those of an auditor, or of an auditor on one kind of
case), the lines between grades, the spread of cases.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from moderation.case_patterns import Group, IntArray, Patterns
from moderation.grade_models import Cells, Model, cells, in_order
from moderation.weights import FloatArray

_REACH = 6.0
COARSEST = 0.4
_AT_ONCE = 256
_NEARLY_CERTAIN = 50.0
_MARGIN = 1.25
_MOST_TOLD: dict[Model, float] = {"cumulative": 0.3, "adjacent": 0.6}


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """``nodes`` in units of the spread of cases, ``spacing`` apart, with the normal ``weights`` that add up to 1."""

    nodes: FloatArray
    weights: FloatArray
    spacing: float


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The log-likelihood at a place, with its ``score`` and ``information`` in these coordinates.

    ``complete`` is the information there would be if the quality of cases were known. ``posterior`` (patterns, nodes)
    is how probable each quality is given the grades. Where the model cannot be, the log-likelihood is minus infinity
    and the rest is empty.
    """

    log_likelihood: float
    score: FloatArray
    information: FloatArray
    complete: FloatArray
    posterior: FloatArray


def spacing_needed(model: Model, case_sd: float, most: int) -> float:
    """The grid spacing below which nothing changes, for cases with up to ``most`` grades.

    That is the spread of what is known of a case after so many grades, each telling at most about 0.3 (adjacent: 0.6)
    in squared logits, and never beyond 1 / spread: the logistic function has poles at a distance of pi logits. Past a
    spread of 50, where auditors agree on all but everything, the grid stays as it is.
    """
    case_sd = min(abs(case_sd), _NEARLY_CERTAIN)
    known = 1 / np.sqrt(1 + _MOST_TOLD[model] * most * case_sd**2)
    return float(min(COARSEST, 1 / max(case_sd, 1e-9), known))


def grid(spacing: float) -> Grid:
    """A grid over six spreads either way, its nodes at most ``spacing`` apart."""
    half = int(np.ceil(_REACH / spacing))
    nodes = np.linspace(-_REACH, _REACH, 2 * half + 1)
    weights = np.exp(-(nodes**2) / 2)
    return Grid(nodes, weights / weights.sum(), spacing)


@dataclass(frozen=True, slots=True, eq=False)
class Likelihood:
    """The grades of ``patterns`` under ``model``; ``scores`` as in ``grade_models.cells``."""

    model: Model
    patterns: Patterns
    scores: FloatArray
    grid: Grid

    def fine_enough(self, case_sd: float) -> Likelihood:
        """Itself if its grid does for this spread of cases, else the same on a finer grid."""
        if spacing_needed(self.model, case_sd, self.patterns.most) >= self.grid.spacing:
            return self
        return replace(self, grid=grid(spacing_needed(self.model, _MARGIN * case_sd, self.patterns.most)))

    def table(self, effects: FloatArray, lines: FloatArray, case_sd: float) -> Cells:
        """The model at every node for each of ``effects``."""
        return cells(self.model, case_sd * self.grid.nodes - effects[:, None], lines, self.scores)

    def at(self, place: FloatArray) -> Evaluation:
        """Everything at ``place``."""
        columns = self.patterns.columns
        effects, lines, case_sd = place[:columns], place[columns:-1], float(place[-1])
        if not in_order(self.model, lines):
            nothing = np.empty(0)
            return Evaluation(-np.inf, nothing, nothing, nothing, nothing)
        table = self.table(effects, lines, case_sd)
        log_p = table.log_p.reshape(-1, len(self.grid.nodes))
        expected: FloatArray = np.zeros_like(log_p)
        total, found = 0.0, []
        for group in self.patterns.groups:
            log_likelihood, posterior = self._average(group, log_p)
            total += float(group.weights @ log_likelihood)
            weighted = posterior * group.weights[:, None]
            expected[group.present] += np.add.reduceat(weighted[group.by_cell], group.starts, axis=0)
            found.append(posterior)
        expected = expected.reshape(table.log_p.shape)
        complete = self._complete(table, expected)
        lost = self._lost(table, found)
        return Evaluation(total, self._score(table, expected), complete - lost, complete, np.concatenate(found))

    def _average(self, group: Group, log_p: FloatArray) -> tuple[FloatArray, FloatArray]:
        joint = np.take(log_p, group.cells[:, 0], axis=0)
        for column in group.cells.T[1:]:
            joint += np.take(log_p, column, axis=0)
        joint += np.log(self.grid.weights)
        top = joint.max(axis=1, keepdims=True)
        joint -= top
        np.exp(joint, out=joint)
        share = joint.sum(axis=1, keepdims=True)
        joint /= share
        return (top + np.log(share))[:, 0], joint

    def _score(self, table: Cells, expected: FloatArray) -> FloatArray:
        pulls = (expected * table.slope).sum(axis=1)
        by_line = np.einsum("rkm,rkjm->j", expected, table.lines)
        return np.concatenate([-pulls.sum(axis=1), by_line, [(pulls @ self.grid.nodes).sum()]])

    def _complete(self, table: Cells, expected: FloatArray) -> FloatArray:
        r, k, x = len(expected), table.lines.shape[2], self.grid.nodes
        bends = -(expected * table.bend).sum(axis=1)
        cross = -np.einsum("rkm,rkjm->rjm", expected, table.cross)
        information = np.zeros((r + k + 1, r + k + 1))
        each = np.arange(r)
        information[each, each] = bends.sum(axis=1)
        information[:r, r:-1] = -cross.sum(axis=2)
        information[:r, -1] = -(bends @ x)
        information[r:-1, -1] = np.einsum("rjm,m->j", cross, x)
        information[r:, :r] = information[:r, r:].T
        information[-1, r:-1] = information[r:-1, -1]
        information[r:-1, r:-1] = -np.einsum("rkm,rkjlm->jl", expected, table.line_bends)
        information[-1, -1] = (bends @ x**2).sum()
        return information

    def _lost(self, table: Cells, found: list[FloatArray]) -> FloatArray:
        """The spread, given the grades, of the score there would be if the quality of cases were known."""
        r, q, k, m = table.lines.shape
        slopes = np.concatenate([table.slope[:, :, None], table.lines], axis=2).reshape(r * q, k + 1, m)
        size = r + k + 1
        lost = np.zeros(size * size)
        for group, posterior in zip(self.patterns.groups, found, strict=True):
            for start in range(0, len(posterior), _AT_ONCE):
                part = slice(start, start + _AT_ONCE)
                spread = self._spread(slopes, group.cells[part], posterior[part]) * group.weights[part, None, None]
                columns = group.cells[part] // q
                shared = np.broadcast_to(np.arange(r, size), (len(columns), k + 1))
                places = np.concatenate([columns, shared], axis=1)
                flat = places[:, :, None] * size + places[:, None, :]
                lost += np.bincount(flat.ravel(), spread.ravel(), size * size)
        return lost.reshape(size, size)

    def _spread(self, slopes: FloatArray, held: IntArray, posterior: FloatArray) -> FloatArray:
        n, grades = held.shape
        k = slopes.shape[1] - 1
        local = np.empty((n, grades + k + 1, slopes.shape[2]))
        total = np.zeros((n, k + 1, slopes.shape[2]))
        for j, column in enumerate(held.T):
            own = np.take(slopes, column, axis=0)
            np.negative(own[:, 0], out=local[:, j])
            total += own
        local[:, grades:-1] = total[:, 1:]
        np.multiply(total[:, 0], self.grid.nodes, out=local[:, -1])
        weighted = local * posterior[:, None, :]
        mean = np.einsum("nam,nm->na", local, posterior)
        return np.asarray(weighted @ local.transpose(0, 2, 1) - mean[:, :, None] * mean[:, None, :])
