from __future__ import annotations

import math
from collections.abc import Set
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa.spans import NEARLY, TEMPERATURE, Logits, Span, best_token_spans, expected_borders, log_norm

Found = list[tuple[int, int, float]]
Parts = tuple[Logits, Logits, list[bool], list[bool], list[int]]


def every_pair(
    starts: Logits, ends: Logits, can_start: list[bool], can_end: list[bool], limits: list[int], max_tokens: int
) -> Found:
    """Every allowed (first, last, score), best first, then earlier, then shorter."""
    pairs = [
        (first, last, float(starts[first] + ends[last]))
        for first in range(len(starts))
        for last in range(first, min(limits[first], first + max_tokens))
        if can_start[first] and can_end[last]
    ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


def by_brute_force(pairs: Found, top: int) -> Found:
    kept: Found = []
    for first, last, score in pairs:
        if len(kept) < top and all(last < a or first > b for a, b, _ in kept):
            kept.append((first, last, score))
    return kept


@st.composite
def windows(draw: st.DrawFn) -> Parts:
    """Logits of a window, coarse so that scores are often equal, tokens that may begin and end a span, and limits."""
    length = draw(st.integers(1, 30))
    logit = st.integers(-6, 6).map(lambda half: half / 2)
    logits, flags = (
        st.lists(logit, min_size=length, max_size=length),
        st.lists(st.booleans(), min_size=length, max_size=length),
    )
    return (
        np.array(draw(logits), np.float32),
        np.array(draw(logits), np.float32),
        draw(flags),
        draw(flags),
        limits_of(length, draw(st.sets(st.integers(1, length)))),
    )


def limits_of(length: int, ended: Set[int] = frozenset()) -> list[int]:
    """One past the last token of each token's sentence, where sentences end before these tokens."""
    return [min((stop for stop in ended if stop > token), default=length) for token in range(length)]


def open_to(length: int) -> NDArray[np.int64]:
    return np.full(length, length)


@given(windows(), st.integers(1, 6), st.integers(1, 35))
def test_best_spans_are_those_of_brute_force(window: Parts, top: int, max_tokens: int) -> None:
    starts, ends, can_start, can_end, limits = window
    flags = (np.array(can_start), np.array(can_end), np.array(limits))
    found = best_token_spans(starts, ends, *flags, top, max_tokens)
    assert found == by_brute_force(every_pair(*window, max_tokens), top)


def test_best_spans_of_a_long_window_are_those_of_brute_force() -> None:
    random = np.random.default_rng(7)
    starts, ends = (random.normal(size=384).astype(np.float32) for _ in range(2))
    starts[100] = ends[100] = 50  # hundreds of the best pairs overlap this token
    can_start, can_end = (random.random(384) < 0.7 for _ in range(2))
    can_start[100] = can_end[100] = True
    found = best_token_spans(starts, ends, can_start, can_end, open_to(384), 5, 40)
    pairs = every_pair(starts, ends, list(can_start), list(can_end), limits_of(384), 40)
    assert found == by_brute_force(pairs, 5)


def test_equal_scores_go_to_the_earlier_then_the_shorter_span() -> None:
    flat, free = np.zeros(5, np.float32), np.ones(5, bool)
    assert best_token_spans(flat, flat, free, free, open_to(5), 2, 3) == [(0, 0, 0.0), (1, 1, 0.0)]


@pytest.mark.parametrize("side", ["start", "end", "both"])
def test_no_span_when_no_token_may_begin_or_end_one(side: str) -> None:
    logits, free, none = np.ones(4, np.float32), np.ones(4, bool), np.zeros(4, bool)
    can_start, can_end = none if side != "end" else free, none if side != "start" else free
    assert best_token_spans(logits, logits, can_start, can_end, open_to(4), 3, 10) == []


def test_no_span_in_an_empty_window() -> None:
    nothing = np.empty(0, np.float32)
    assert best_token_spans(nothing, nothing, nothing.astype(bool), nothing.astype(bool), open_to(0), 3, 10) == []


def test_no_span_when_every_end_stands_before_every_start() -> None:
    logits = np.ones(4, np.float32)
    can_start, can_end = np.array([False, False, True, True]), np.array([True, True, False, False])
    assert best_token_spans(logits, logits, can_start, can_end, open_to(4), 3, 10) == []


def expected_f1(pair: tuple[int, int], pairs: Found, counts: list[bool]) -> float:
    """Sum of likelihood times F1 with every pair, up to a factor."""

    def size(first: int, last: int) -> int:
        return sum(counts[first : last + 1])

    return sum(
        math.exp((score - pairs[0][2]) / TEMPERATURE)
        * 2
        * (size(max(pair[0], a), min(pair[1], b)) if max(pair[0], a) <= min(pair[1], b) else 0)
        / max(1, size(*pair) + size(a, b))
        for a, b, score in pairs
    )


@given(windows(), st.data())
def test_borders_are_those_of_the_highest_expected_f1(window: Parts, data: st.DataObject) -> None:
    starts, ends, can_start, can_end, limits = (column[:10] for column in window)  # at most 55 pairs: all are weighed
    limits = [min(limit, len(starts)) for limit in limits]
    counts = data.draw(st.lists(st.booleans(), min_size=len(starts), max_size=len(starts)))
    flags = (np.array(can_start), np.array(can_end), np.array(limits))
    chosen = best_token_spans(starts, ends, *flags, 4, 10)
    settled = expected_borders(chosen, starts, ends, *flags, np.array(counts), 10)
    pairs = every_pair(starts, ends, can_start, can_end, limits, 10)
    assert [score for *_, score in settled] == [score for *_, score in chosen]
    assert not any(_overlap(one, other) for one, other in combinations(settled, 2))
    if settled:
        own, *others = chosen
        near = [pair for pair in pairs if _overlap(pair, own) and pair[2] >= own[2] - NEARLY]
        rivals = [pair for pair in near if not any(_overlap(pair, other) for other in others)]
        best = max(expected_f1(pair[:2], pairs, counts) for pair in rivals)
        assert expected_f1(settled[0][:2], pairs, counts) == pytest.approx(best)


def _overlap(one: tuple[int, int, float], other: tuple[int, int, float]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def test_where_an_answer_begins_or_ends_nobody_knows_it_is_cut_in_the_middle() -> None:
    starts = np.array([4, 3.9, 3.8, -9], np.float32)  # "on 5 March 2019"
    ends = np.array([-9, -9, 4, 2.5], np.float32)
    free = np.ones(4, bool)
    assert expected_borders([(0, 2, 8.0)], starts, ends, free, free, open_to(4), free, 4) == [(1, 2, 8.0)]
    assert expected_borders([], starts, ends, free, free, open_to(4), free, 4) == []


def test_an_answer_does_not_grow_over_another_one() -> None:
    starts = np.array([5, -9, 4.9], np.float32)  # "electric or petrol"
    ends = np.array([4.9, -9, 5], np.float32)
    free = np.ones(3, bool)
    chosen = [(0, 0, 9.9), (2, 2, 9.9)]
    assert expected_borders(chosen, starts, ends, free, free, open_to(3), free, 3) == chosen


@given(st.lists(st.floats(-50, 50, width=32), min_size=1, max_size=20))
def test_log_norm_is_log_sum_exp_of_starts_and_ends(logits: list[float]) -> None:
    starts, ends = np.array(logits, np.float32), np.array(logits[::-1], np.float32)
    expected = 2 * math.log(math.fsum(math.exp(logit) for logit in logits))
    assert log_norm(starts, ends) == pytest.approx(expected, abs=1e-6)


def test_log_norm_of_huge_logits_is_finite() -> None:
    assert log_norm(np.full(4, 1e4, np.float32), np.full(4, -1e4, np.float32)) == pytest.approx(2 * math.log(4))


def test_margin_is_the_distance_from_the_null() -> None:
    assert Span(0, 6, 7.5, 3.0, 9.0).margin == 4.5
