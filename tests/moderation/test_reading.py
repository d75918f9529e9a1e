"""Codes read as numbers: what is looked up and counted by them is what the codes say, one by one."""

from __future__ import annotations

import numpy as np
import pytest

from moderation.reading import Reading

SHAPES = [
    pytest.param(0, 3, 4, id="no case"),
    pytest.param(5, 0, 4, id="no column"),
    pytest.param(5, 1, 4, id="one column"),
    pytest.param(40, 5, 2, id="a small round"),
    pytest.param(70_001, 11, 4, id="three digits to a number"),
    pytest.param(140_000, 3, 5, id="counted in parts"),
    pytest.param(40_000, 7, 6, id="every column a digit"),
    pytest.param(900, 4, 127, id="the longest scale"),
    pytest.param(300, 3, 900, id="two grades in a code"),
]


def drawn(n: int, columns: int, kinds: int) -> np.ndarray:
    codes = np.random.default_rng(n + columns).integers(-1, kinds, size=(n, columns))
    codes[:, 1:2] = kinds - 1
    return codes.astype(np.int8 if kinds < 128 else np.int16)


@pytest.mark.parametrize(("n", "columns", "kinds"), SHAPES)
def test_what_values_say_of_a_case_is_looked_up_by_its_numbers(n: int, columns: int, kinds: int) -> None:
    codes = drawn(n, columns, kinds)
    before = codes.copy()
    values = np.random.default_rng(1).integers(1, 1_000, size=(columns, kinds))
    reading = Reading(columns, kinds, n)
    numbers, tables = reading.numbers(codes), reading.tables(values)
    found = sum((table[number] for table, number in zip(tables, numbers, strict=True)), np.zeros(n, dtype=int))
    said = np.where(codes >= 0, values[np.arange(columns), codes], 0).sum(axis=1)
    assert (found == said).all()
    assert (codes == before).all()


def test_codes_of_two_bytes_are_read_as_those_of_one() -> None:
    codes = drawn(40, 5, 4)
    reading = Reading(5, 4, 40)
    assert (reading.numbers(codes.astype(np.int16)) == reading.numbers(codes)).all()


@pytest.mark.parametrize(("n", "columns", "kinds"), SHAPES)
def test_codes_are_counted_in_each_column(n: int, columns: int, kinds: int) -> None:
    codes = drawn(n, columns, kinds)
    reading = Reading(columns, kinds, n)
    plain = (codes[:, :, None] == np.arange(kinds)).sum(axis=0)
    assert reading.counts(reading.numbers(codes)).tolist() == plain.tolist()


def test_numbers_are_longer_where_many_cases_share_them_and_never_too_long_for_two_bytes() -> None:
    assert [Reading(10, 4, n).size for n in (40, 5_000, 100_000)] == [1, 2, 3]
    assert Reading(10, 2, 10**9).size == 5
    assert all(Reading(60, q, 10**9).base ** Reading(60, q, 10**9).size <= 1 << 16 for q in range(2, 128))
