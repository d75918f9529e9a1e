"""How likely an auditor is to give each grade to a case, and how that likelihood bends.

Both models put cases and auditors on one line, in logits. A case stands at its quality, an auditor's severity moves it
down, and lines divide the grades; ``eta`` is quality less severity and grades count upwards from the worst in use.

* cumulative (McCullagh 1980): logit P(grade below line j) = line j - eta. The lines rise.
* adjacent (Andrich 1978; Linacre 1989): log P(grade y) / P(grade y - 1) = eta - step j. The steps may be in any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from moderation.weights import FloatArray

Model = Literal["cumulative", "adjacent"]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Log-probabilities of each grade, with first and second derivatives, for rows and nodes of ``eta``.

    Shapes: ``log_p``, ``slope`` (by eta) and ``bend`` (by eta twice) are (rows, grades, nodes); ``lines`` (by line) and
    ``cross`` (by eta and line) are (rows, grades, lines, nodes); ``line_bends`` (rows, grades, lines, lines, nodes).
    """

    log_p: FloatArray
    slope: FloatArray
    bend: FloatArray
    lines: FloatArray
    cross: FloatArray
    line_bends: FloatArray


def in_order(model: Model, lines: FloatArray) -> bool:
    """Whether the model can have these lines: those of the cumulative model must rise."""
    return model == "adjacent" or bool((np.diff(lines) > 0).all())


def cells(model: Model, eta: FloatArray, lines: FloatArray, scores: FloatArray) -> Cells:
    """The table of ``model`` at ``eta`` (rows, nodes) with ``lines`` (grades - 1,).

    ``scores`` (grades,) is the place of each grade in use on the declared scale, counted from the worst. The adjacent
    model needs it: a grade never given is in its limit one of probability 0 that still is a step.
    """
    return _MODELS[model](eta, lines, scores)


def probabilities(model: Model, eta: FloatArray, lines: FloatArray, scores: FloatArray) -> FloatArray:
    """(rows, grades, nodes) how likely each grade is at ``eta`` (rows, nodes); as ``cells``, without derivatives."""
    if model == "adjacent":
        return np.exp(_adjacent_log_p(eta, lines, scores))
    return np.exp(_borders(eta, lines).log_p)


@dataclass(frozen=True, slots=True, eq=False)
class _Borders:
    """Log chances of a grade ``below`` and ``past`` each line, 1 and 0 at the ends included: (rows, lines + 2, nodes).

    ``room`` (grades, 1): what the lines leave between them.
    """

    below: FloatArray
    past: FloatArray
    room: FloatArray

    @property
    def log_p(self) -> FloatArray:
        # F(u) - F(l) = F(u) (1 - F(l)) (1 - exp(l - u)) for the logistic F: no difference of nearly equal numbers.
        return np.asarray(self.below[:, 1:] + self.past[:, :-1] + np.log(self.room))


def _borders(eta: FloatArray, lines: FloatArray) -> _Borders:
    above = lines[:, None] - eta[:, None, :]
    rows, k, nodes = above.shape
    log_share = np.log1p(np.exp(-np.abs(above)))
    below, past = np.zeros((rows, k + 2, nodes)), np.zeros((rows, k + 2, nodes))
    below[:, 0] = past[:, -1] = -np.inf
    below[:, 1:-1] = np.minimum(above, 0) - log_share
    past[:, 1:-1] = -np.maximum(above, 0) - log_share
    room = np.ones((k + 1, 1))
    room[1:-1, 0] = -np.expm1(-np.diff(lines))
    return _Borders(below, past, room)


def _cumulative(eta: FloatArray, lines: FloatArray, scores: FloatArray) -> Cells:
    borders = _borders(eta, lines)
    below, past = np.exp(borders.below), np.exp(borders.past)
    density, tilt = below * past, past - below
    upper = np.exp(borders.past[:, 1:] - borders.past[:, :-1]) / borders.room
    lower = np.exp(borders.below[:, :-1] - borders.below[:, 1:]) / borders.room
    rows, nodes = eta.shape
    k = len(lines)
    by_line, cross = np.zeros((rows, k + 1, k, nodes)), np.zeros((rows, k + 1, k, nodes))
    line_bends = np.zeros((rows, k + 1, k, k, nodes))
    j = np.arange(k)
    by_line[:, j, j], by_line[:, j + 1, j] = upper[:, :-1], -lower[:, 1:]
    cross[:, j, j] = cross[:, j + 1, j] = density[:, 1:-1]
    line_bends[:, j, j, j] = upper[:, :-1] * (tilt[:, 1:-1] - upper[:, :-1])
    line_bends[:, j + 1, j, j] = -lower[:, 1:] * (tilt[:, 1:-1] + lower[:, 1:])
    inner = j[1:]
    line_bends[:, inner, inner, inner - 1] = (upper * lower)[:, 1:-1]
    line_bends[:, inner, inner - 1, inner] = (upper * lower)[:, 1:-1]
    slope = below[:, 1:] - past[:, :-1]
    return Cells(borders.log_p, slope, -(density[:, 1:] + density[:, :-1]), by_line, cross, line_bends)


def _adjacent_log_p(eta: FloatArray, lines: FloatArray, scores: FloatArray) -> FloatArray:
    log_p = scores[:, None] * eta[:, None, :] - np.concatenate([[0.0], np.cumsum(lines)])[:, None]
    log_p -= log_p.max(axis=1, keepdims=True)
    return np.asarray(log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True)))


def _adjacent(eta: FloatArray, lines: FloatArray, scores: FloatArray) -> Cells:
    k = len(lines)
    log_p = _adjacent_log_p(eta, lines, scores)
    p = np.exp(log_p)
    mean = np.einsum("k,rkm->rm", scores, p)
    variance = np.einsum("k,rkm->rm", scores**2, p) - mean**2
    at_least = np.cumsum(p[:, ::-1], axis=1)[:, ::-1][:, 1:]
    scored = np.cumsum((scores[:, None] * p)[:, ::-1], axis=1)[:, ::-1][:, 1:]
    reached = (np.arange(k + 1)[:, None] > np.arange(k)).astype(np.float64)
    later = np.maximum(*np.indices((k, k)))
    line_bends = at_least[:, :, None] * at_least[:, None, :] - at_least[:, later]
    full = (*log_p.shape[:2], k, log_p.shape[2])
    return Cells(
        log_p=log_p,
        slope=scores[:, None] - mean[:, None, :],
        bend=np.broadcast_to(-variance[:, None], log_p.shape),
        lines=at_least[:, None] - reached[:, :, None],
        cross=np.broadcast_to((scored - mean[:, None] * at_least)[:, None], full),
        line_bends=np.broadcast_to(line_bends[:, None], (*full[:2], k, k, full[3])),
    )


_MODELS: dict[str, Callable[[FloatArray, FloatArray, FloatArray], Cells]] = {
    "cumulative": _cumulative,
    "adjacent": _adjacent,
}
