"""Start and end logits of a window -> its best spans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]

MAX_ANSWER_TOKENS = 40


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
    starts: Logits, ends: Logits, can_start: NDArray[np.bool_], can_end: NDArray[np.bool_], top: int, max_tokens: int
) -> list[tuple[int, int, float]]:
    """The best (first token, last token, score) of a window, best first, none overlapping another.

    All arrays have shape (tokens,). Every pair with `first <= last < first + max_tokens` is considered, where
    `can_start[first]` and `can_end[last]`; a pair's score is `starts[first] + ends[last]`. At most `top` are given
    back; equal scores go to the earlier, then the shorter span.
    """
    first = np.flatnonzero(can_start)
    if not len(first) or not can_end.any():
        return []
    lengths = np.arange(max_tokens)
    last = first[:, None] + lengths[None, :]
    inside = last < len(ends)
    last = np.minimum(last, len(ends) - 1)
    scores = np.where(inside & can_end[last], starts[first][:, None] + ends[last], -np.inf).ravel()
    chosen: list[tuple[int, int, float]] = []
    count = min(len(scores), max(64, 16 * top))
    while True:
        order = _best_first(scores, count)
        chosen = _without_overlaps(order, scores, first, max_tokens, top)
        if len(chosen) == top or count == len(scores):
            return chosen
        count = min(len(scores), count * 8)


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
