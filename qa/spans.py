"""Start and end logits of a window -> its best spans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]

MAX_ANSWER_TOKENS = 40
LIKELIEST = 64
"""Pairs of a window that are weighed against each other for the borders of an answer."""
NEARLY = 2.0
"""Logits that other borders may lie below the likeliest."""
TEMPERATURE = 0.7
"""Of the softmax over those pairs; of 0.5 to 1 the one with the best F1 and EM on held-out training questions."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters of a passage that may answer the question."""

    start: int
    """First character, counted in the passage."""
    end: int
    """One past the last character."""
    score: float
    """Start logit + end logit, not normalised: comparable between the windows of one question."""
    null: float
    """The null score of the span's own window: start + end logit of [CLS]."""
    norm: float
    """log of the sum of exp over the window's starts, plus the same over its ends: turns `score` into a log softmax."""

    @property
    def margin(self) -> float:
        """How far the span beats "no answer here", in logits."""
        return self.score - self.null


def best_token_spans(
    starts: Logits,
    ends: Logits,
    can_start: NDArray[np.bool_],
    can_end: NDArray[np.bool_],
    limits: NDArray[np.int64],
    top: int,
    max_tokens: int,
) -> list[tuple[int, int, float]]:
    """The best (first token, last token, score) of a window, best first, none overlapping another.

    All arrays have shape (tokens,). Every pair with `first <= last < first + max_tokens` is considered, where
    `can_start[first]`, `can_end[last]` and `last < limits[first]`; a pair's score is `starts[first] + ends[last]`. At
    most `top` are given back; equal scores go to the earlier, then the shorter span.
    """
    first = np.flatnonzero(can_start)
    if not len(first) or not can_end.any():
        return []
    scores = _pair_scores(starts, ends, first, can_end, limits, max_tokens)
    chosen: list[tuple[int, int, float]] = []
    count = min(len(scores), max(LIKELIEST, 16 * top))
    while True:
        order = _best_first(scores, count)
        chosen = _without_overlaps(order, scores, first, max_tokens, top)
        if len(chosen) == top or count == len(scores):
            return chosen
        count = min(len(scores), count * 8)


def expected_borders(
    chosen: list[tuple[int, int, float]],
    starts: Logits,
    ends: Logits,
    can_start: NDArray[np.bool_],
    can_end: NDArray[np.bool_],
    limits: NDArray[np.int64],
    counts: NDArray[np.bool_],
    max_tokens: int,
) -> list[tuple[int, int, float]]:
    """The chosen spans with the borders whose expected F1 is highest, each with the score it had.

    The expectation is over the softmax of the window's likeliest pairs, F1 over the tokens that count, shape (tokens,):
    minimum Bayes risk (Kumar and Byrne 2004). Of "March", "5 March" and "5 March 2019", none likely, the middle one is
    expected to lose least. None grows over another one: that would be hedging between two answers.
    """
    first = np.flatnonzero(can_start)
    if not chosen:
        return []
    scores = _pair_scores(starts, ends, first, can_end, limits, max_tokens)
    likeliest = _best_first(scores, min(len(scores), LIKELIEST))
    likeliest = likeliest[np.isfinite(scores[likeliest])]
    begins = first[likeliest // max_tokens]
    stops = begins + likeliest % max_tokens + 1
    before = np.concatenate([[0], np.cumsum(counts)])
    lengths = before[stops] - before[begins]
    shared = before[np.minimum(stops, stops[:, None])] - before[np.maximum(begins, begins[:, None])]
    likely = np.exp((scores[likeliest] - scores[likeliest].max()) / TEMPERATURE)
    gains = (2 * np.maximum(shared, 0) / np.maximum(1, lengths + lengths[:, None])) @ likely
    settled: list[tuple[int, int, float]] = []
    for place, (begin, stop, score) in enumerate(chosen):
        free = (begins <= stop) & (stops > begin) & (scores[likeliest] >= score - NEARLY)
        for a, b, _ in (*settled, *chosen[place + 1 :]):
            free &= (stops <= a) | (begins > b)
        best = int(np.argmax(np.where(free, gains, -1.0)))
        settled.append((int(begins[best]), int(stops[best]) - 1, score) if free[best] else (begin, stop, score))
    return settled


def _pair_scores(
    starts: Logits,
    ends: Logits,
    first: NDArray[np.int64],
    can_end: NDArray[np.bool_],
    limits: NDArray[np.int64],
    max_tokens: int,
) -> Logits:
    """Scores of every first token with each of the `max_tokens` last ones, flat; -inf where no span may end."""
    last = first[:, None] + np.arange(max_tokens)[None, :]
    inside = last < np.minimum(limits[first], len(ends))[:, None]
    last = np.minimum(last, len(ends) - 1)
    scores: Logits = np.where(inside & can_end[last], starts[first][:, None] + ends[last], -np.inf).ravel()
    return scores


def _best_first(scores: Logits, count: int) -> NDArray[np.int64]:
    """Indices of the `count` highest scores, highest first, ties in order of position."""
    if count == len(scores):
        return np.argsort(-scores, kind="stable")
    floor = np.partition(scores, len(scores) - count)[len(scores) - count]
    candidates = np.flatnonzero(scores >= floor)
    return candidates[np.argsort(-scores[candidates], kind="stable")]


def _without_overlaps(
    order: NDArray[np.int64], scores: Logits, first: NDArray[np.int64], max_tokens: int, top: int
) -> list[tuple[int, int, float]]:
    chosen: list[tuple[int, int, float]] = []
    for flat in order:
        if not np.isfinite(scores[flat]) or len(chosen) == top:
            break
        begin = int(first[flat // max_tokens])
        stop = begin + int(flat % max_tokens)
        if all(stop < a or begin > b for a, b, _ in chosen):
            chosen.append((begin, stop, float(scores[flat])))
    return chosen


def log_norm(starts: Logits, ends: Logits) -> float:
    """log sum exp of the starts plus that of the ends."""
    return float(np.logaddexp.reduce(starts.astype(np.float64)) + np.logaddexp.reduce(ends.astype(np.float64)))
