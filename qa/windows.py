"""A question and a passage -> the windows a reader sees, and back from tokens to characters."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.sentences import sentences_of
from qa.spans import MAX_ANSWER_TOKENS, Logits, Span, best_token_spans, expected_borders, log_norm

WINDOW_TOKENS = 256  # as long as the longest that the bundled reader was trained on
STRIDE_TOKENS = 96  # tokens that two neighbouring windows share
QUESTION_TOKENS = 64
ARTICLES = frozenset(("a", "an", "the"))  # words that the F1 of answers leaves out
HISTORY_TOKENS = 64  # of the turn before: its last ones


class Encoding(Protocol):
    """What is needed of a tokenised text: ids and, for each token, its characters."""

    @property
    def ids(self) -> list[int]:
        """Token ids, without special tokens."""

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """First character and one past the last of each token."""


@dataclass(frozen=True, slots=True)
class ReadWindow:
    """`tokens[first:stop]` of a passage, read at once with the question before it."""

    passage: int
    """Which of the passages asked about."""
    first: int
    stop: int
    owned: tuple[int, int]
    """The tokens that have most context in this window: spans start only here, so none is found twice."""


def place_windows(passage: int, length: int, room: int) -> list[ReadWindow]:
    """Windows of at most `room` tokens that cover `length` tokens, neighbours sharing `STRIDE_TOKENS` at most."""
    if length <= room:
        return [ReadWindow(passage, 0, length, (0, length))]
    step = max(1, room - min(STRIDE_TOKENS, room // 2))
    firsts = [*range(0, length - room, step), length - room]
    borders = [0, *((b + a + room) // 2 for a, b in pairwise(firsts)), length]
    return [ReadWindow(passage, first, first + room, (borders[i], borders[i + 1])) for i, first in enumerate(firsts)]


def window_spans(
    window: ReadWindow, encoding: Encoding, text: str, starts: Logits, ends: Logits, top: int, shift: int
) -> list[Span]:
    """The best spans of one window as characters of the passage, best first; none runs from one sentence into another.

    `starts` and `ends` are the logits of the whole input, [CLS] at 0, the passage's tokens from `shift` on.
    """
    offsets = encoding.offsets[window.first : window.stop]
    inner = slice(shift, shift + len(offsets))
    can_start, can_end, counts = word_borders(offsets, text)
    low, high = window.owned
    can_start[: max(0, low - window.first)] = False
    can_start[max(0, high - window.first) :] = False
    null = float(starts[0] + ends[0])
    norm = log_norm(starts, ends)
    logits = (starts[inner], ends[inner], can_start, can_end, sentence_limits(offsets, text))
    chosen = best_token_spans(*logits, top, MAX_ANSWER_TOKENS)
    chosen = expected_borders(chosen, *logits, counts, MAX_ANSWER_TOKENS)
    return [Span(offsets[a][0], offsets[b][1], score, null, norm) for a, b, score in chosen]


def sentence_limits(offsets: Sequence[tuple[int, int]], text: str) -> NDArray[np.int64]:
    """For each token, one past the last token of its sentence; shape (tokens,).

    A line that ends without a stop ends no sentence here, unless a blank line follows.
    """
    spans = sentences_of(text)
    nexts = [start for start, _ in spans[1:]]
    ended = [stop for (start, end), stop in zip(spans, nexts, strict=False) if _ENDED.search(text[start:stop])]
    starts = [start for start, _ in offsets]
    limits = [bisect_left(starts, stop) for stop in ended] + [len(starts)]
    return np.array([limits[bisect_right(ended, start)] for start in starts], dtype=np.int64)


_ENDED = re.compile(r"[.!?\N{HORIZONTAL ELLIPSIS}\u3002\uff01\uff1f]\W*$|\n\s*\n\s*$")


def word_borders(
    offsets: Sequence[tuple[int, int]], text: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Which tokens begin a word, which end one, and which begin one that F1 counts, each of shape (tokens,)."""
    can_start, can_end, counts = (np.ones(len(offsets), dtype=bool) for _ in range(3))
    for i, (start, end) in enumerate(offsets):
        if not text[start:end].strip():
            can_start[i] = can_end[i] = counts[i] = False
            continue
        can_start[i] = not (start > 0 and _in_word(text[start - 1]) and _in_word(text[start]))
        counts[i] = can_start[i] and _in_word(text[start]) and text[start:end].lower() not in ARTICLES
        can_end[i] = not (end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]))
    return can_start, can_end, counts


def _in_word(character: str) -> bool:
    """Whether it is a letter, a digit or a mark on one, as the vowel signs of Hindi are."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"
