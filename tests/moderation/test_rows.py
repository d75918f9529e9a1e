from __future__ import annotations

import numpy as np
import pytest

from moderation import Ratings, Scale, agreement


def drawn(n: int, r: int, q: int) -> Ratings:
    rng = np.random.default_rng(n)
    codes = np.clip(rng.integers(0, q, (n, 1)) + rng.integers(-1, 2, (n, r)), 0, q - 1).astype(np.int8)
    codes[rng.random(codes.shape) < 0.4] = -1
    return Ratings(Scale(range(1, q + 1)), tuple(range(n)), tuple(range(r)), codes)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(
    ("name", "n", "r", "q"),
    [
        ("conger_kappa", 40, 5, 4),
        ("conger_kappa", 17_000, 4, 3),
        ("conger_kappa", 60, 3, 127),
        ("light_kappa", 40, 4, 4),
        ("light_kappa", 90, 3, 16),
        ("light_kappa", 12_000, 3, 3),
    ],
)
def test_what_is_read_off_coded_rows_is_what_the_rows_written_out_say(
    name: str, n: int, r: int, q: int, weighted: bool
) -> None:
    ratings = drawn(n, r, q)
    if weighted:
        ratings = ratings.weighted({case: 1 + case % 3 for case in range(n)})
    rows = getattr(agreement, name)(ratings)._statistic.rows
    written = np.vstack([block for _, block in rows.blocks()])
    direction = np.random.default_rng(0).normal(size=rows.width)
    assert rows.total() == pytest.approx(written.sum(axis=0))
    assert np.concatenate(list(rows.along(direction))) == pytest.approx(written @ direction)
    products = (written @ direction)[rows.times > 0]
    assert rows.spread(direction, products.mean()) == pytest.approx(((products - products.mean()) ** 2).sum())
    assert (rows.times > 0).tolist() == written.any(axis=1).tolist()
