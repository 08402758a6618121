from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.spans import Logits, Span, best_token_spans, log_norm

Found = list[tuple[int, int, float]]


def every_pair(starts: Logits, ends: Logits, can_start: list[bool], can_end: list[bool], max_tokens: int) -> Found:
    """Every allowed (first, last, score), best first, then earlier, then shorter."""
    pairs = [
        (first, last, float(starts[first] + ends[last]))
        for first in range(len(starts))
        for last in range(first, min(len(ends), first + max_tokens))
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
def windows(draw: st.DrawFn) -> tuple[Logits, Logits, list[bool], list[bool]]:
    """Logits of a window, coarse so that scores are often equal, with the tokens that may begin and end a span."""
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
    )


@given(windows(), st.integers(1, 6), st.integers(1, 35))
def test_best_spans_are_those_of_brute_force(
    window: tuple[Logits, Logits, list[bool], list[bool]], top: int, max_tokens: int
) -> None:
    starts, ends, can_start, can_end = window
    found = best_token_spans(starts, ends, np.array(can_start), np.array(can_end), top, max_tokens)
    assert found == by_brute_force(every_pair(starts, ends, can_start, can_end, max_tokens), top)


def test_best_spans_of_a_long_window_are_those_of_brute_force() -> None:
    random = np.random.default_rng(7)
    starts, ends = (random.normal(size=384).astype(np.float32) for _ in range(2))
    starts[100] = ends[100] = 50  # hundreds of the best pairs overlap this token
    can_start, can_end = (random.random(384) < 0.7 for _ in range(2))
    can_start[100] = can_end[100] = True
    found = best_token_spans(starts, ends, can_start, can_end, 5, 40)
    assert found == by_brute_force(every_pair(starts, ends, list(can_start), list(can_end), 40), 5)


def test_equal_scores_go_to_the_earlier_then_the_shorter_span() -> None:
    flat, free = np.zeros(5, np.float32), np.ones(5, bool)
    assert best_token_spans(flat, flat, free, free, 2, 3) == [(0, 0, 0.0), (1, 1, 0.0)]


@pytest.mark.parametrize("side", ["start", "end", "both"])
def test_no_span_when_no_token_may_begin_or_end_one(side: str) -> None:
    logits, free, none = np.ones(4, np.float32), np.ones(4, bool), np.zeros(4, bool)
    can_start, can_end = none if side != "end" else free, none if side != "start" else free
    assert best_token_spans(logits, logits, can_start, can_end, 3, 10) == []


def test_no_span_in_an_empty_window() -> None:
    nothing = np.empty(0, np.float32)
    assert best_token_spans(nothing, nothing, nothing.astype(bool), nothing.astype(bool), 3, 10) == []


def test_no_span_when_every_end_stands_before_every_start() -> None:
    logits = np.ones(4, np.float32)
    can_start, can_end = np.array([False, False, True, True]), np.array([True, True, False, False])
    assert best_token_spans(logits, logits, can_start, can_end, 3, 10) == []


@given(st.lists(st.floats(-50, 50, width=32), min_size=1, max_size=20))
def test_log_norm_is_log_sum_exp_of_starts_and_ends(logits: list[float]) -> None:
    starts, ends = np.array(logits, np.float32), np.array(logits[::-1], np.float32)
    expected = 2 * math.log(math.fsum(math.exp(logit) for logit in logits))
    assert log_norm(starts, ends) == pytest.approx(expected, abs=1e-6)


def test_log_norm_of_huge_logits_is_finite() -> None:
    assert log_norm(np.full(4, 1e4, np.float32), np.full(4, -1e4, np.float32)) == pytest.approx(2 * math.log(4))


def test_margin_is_the_distance_from_the_null() -> None:
    assert Span(0, 6, 7.5, 3.0, 9.0).margin == 4.5
