"""Exact search over vectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dense import Dense


def unit(rows: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, 8)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@given(st.integers(1, 30), st.integers(0, 99), st.integers(1, 40))
def test_the_nearest_are_those_of_brute_force(rows: int, seed: int, top: int) -> None:
    vectors, numbers = unit(rows, seed), np.arange(rows, dtype=np.int64) * 7 + 3
    question = unit(1, seed + 1)[0]
    found = Dense.build(numbers, vectors).search(question, top)
    expected = np.sort(vectors @ question)[::-1][:top]
    assert [cosine for _, cosine in found] == pytest.approx(expected.tolist(), abs=1e-5)
    assert all(vectors[(number - 3) // 7] @ question == pytest.approx(cosine, abs=1e-5) for number, cosine in found)


def test_equals_come_by_number() -> None:
    vectors = np.repeat(unit(1, 0), 4, axis=0)
    found = Dense.build(np.array([9, 2, 7, 4], dtype=np.int64), vectors).search(vectors[0], 4)
    assert [number for number, _ in found] == [2, 4, 7, 9]


def test_what_is_saved_reads_back_equal() -> None:
    dense = Dense.build(np.array([5, 6], dtype=np.int64), unit(2, 1))
    again = Dense.from_bytes(dense.to_bytes())
    question = unit(1, 2)[0]
    assert again.search(question, 2) == dense.search(question, 2)
    assert again.cosines(question, [6, 5]) == dense.cosines(question, [6, 5])


def test_an_empty_index_finds_nothing() -> None:
    empty = Dense.build(np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.float32))
    assert empty.search(unit(1, 0)[0], 5) == []
    assert Dense.from_bytes(empty.to_bytes()).dimension == 0
