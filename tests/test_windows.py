from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.spans import Span
from qa.windows import STRIDE_TOKENS, ReadWindow, place_windows, sentence_limits, window_spans, word_borders

TEXTS = st.text(alphabet="ab é1'-.…\n 漢🎉ि", max_size=60)


@dataclass(frozen=True)
class Tokens:
    """A text cut into tokens."""

    ids: list[int]
    offsets: list[tuple[int, int]]


def pieces(text: str, size: int = 2) -> Tokens:
    """Tokens of at most `size` characters, as a word-piece tokenizer cuts: words into pieces, marks one by one."""
    found = re.finditer(rf"\w{{1,{size}}}|[^\w\s]", text)
    offsets = [match.span() for match in found]
    return Tokens(list(range(len(offsets))), offsets)


def inside_word(text: str, border: int) -> bool:
    """Whether letters, digits or their marks stand on both sides."""
    around = text[border - 1 : border + 1] if 0 < border < len(text) else ""
    return bool(around) and all(unicodedata.category(character)[0] in "LNM" for character in around)


def read(text: str, tokens: Tokens, window: ReadWindow, seed: int, top: int = 4) -> list[Span]:
    """The spans of a window after random logits, with three tokens before the passage's."""
    shift, length = 3, window.stop - window.first + 4
    random = np.random.default_rng(seed)
    starts, ends = (random.normal(size=length).astype(np.float32) for _ in range(2))
    return window_spans(window, tokens, text, starts, ends, top, shift)


@given(st.integers(0, 2000), st.integers(1, 400))
def test_windows_fit_the_room_and_every_token_has_one_owner(length: int, room: int) -> None:
    windows = place_windows(5, length, room)
    assert all(w.passage == 5 and 0 <= w.first <= w.stop <= length and w.stop - w.first <= room for w in windows)
    assert all(w.first <= w.owned[0] <= w.owned[1] <= w.stop for w in windows)
    assert [token for w in windows for token in range(*w.owned)] == list(range(length))


@given(st.integers(1, 2000), st.integers(1, 400))
def test_a_token_is_owned_where_it_has_most_context(length: int, room: int) -> None:
    windows = place_windows(0, length, room)
    for window in windows:
        for token in range(*window.owned):
            context = [min(token - w.first, w.stop - 1 - token) for w in windows if w.first <= token < w.stop]
            assert min(token - window.first, window.stop - 1 - token) >= max(context) - 1


def test_neighbouring_windows_share_the_stride() -> None:
    first, second, *_ = place_windows(0, 1000, 300)
    assert first.stop - second.first == STRIDE_TOKENS


@given(TEXTS, st.integers(1, 12), st.integers(0, 99))
def test_spans_are_characters_of_the_passage_and_whole_words(text: str, room: int, seed: int) -> None:
    tokens = pieces(text)
    for window in place_windows(0, len(tokens.ids), room):
        for span in read(text, tokens, window, seed):
            assert 0 <= span.start < span.end <= len(text)
            assert not text[span.start].isspace()
            assert not text[span.end - 1].isspace()
            assert not inside_word(text, span.start)
            assert not inside_word(text, span.end)


@given(TEXTS, st.integers(1, 12), st.integers(0, 99))
def test_spans_start_only_at_tokens_the_window_owns(text: str, room: int, seed: int) -> None:
    tokens = pieces(text)
    for window in place_windows(0, len(tokens.ids), room):
        owned = {tokens.offsets[token][0] for token in range(*window.owned)}
        assert {span.start for span in read(text, tokens, window, seed)} <= owned


def test_the_best_span_and_the_null_come_from_the_same_window() -> None:
    text = "MTS partnered with Huawei"
    tokens = pieces(text, size=20)
    starts, ends = np.zeros(8, np.float32), np.zeros(8, np.float32)
    starts[0], ends[0] = 1.5, 2.0  # [CLS]
    starts[2], ends[2] = 90, 90  # the question: never quoted
    starts[6], ends[6] = 5, 4  # Huawei
    (best,) = window_spans(ReadWindow(0, 0, 4, (0, 4)), tokens, text, starts, ends, 1, 3)
    assert (text[best.start : best.end], best.score, best.null, best.margin) == ("Huawei", 9.0, 3.5, 5.5)


@given(st.integers(0, 99))
def test_no_span_runs_from_one_sentence_or_paragraph_into_another(seed: int) -> None:
    text = "The man is Mr. Jones. He ran\n\nThe toilet is by Cattelan!\n \nIt is gold\nand heavy."
    tokens = pieces(text, size=20)
    (window,) = place_windows(0, len(tokens.ids), 100)
    found = [text[span.start : span.end] for span in read(text, tokens, window, seed, top=99)]
    assert not any(re.search(r"\n\s*\n|Jones\.\s|!\s", said) for said in found)
    assert len(read(text, tokens, window, seed, top=4)) == 4


def test_a_span_may_run_over_an_abbreviation_and_the_end_of_a_line() -> None:
    text = "The man is Mr. Jones of New\nYork. He ran"
    offsets = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    limits = sentence_limits(offsets, text)
    assert [text[offsets[limit - 1][0] : offsets[limit - 1][1]] for limit in limits] == ["."] * 10 + ["ran"] * 2


def test_a_span_is_not_found_twice_in_two_windows() -> None:
    text = "ab " * 60
    tokens = pieces(text)
    found = [span for window in place_windows(0, 60, 20) for span in read(text, tokens, window, 3, top=60)]
    assert len({(span.start, span.end) for span in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "offsets", "starts", "ends"),
    [
        ("embedding", [(0, 2), (2, 5), (5, 9)], [True, False, False], [False, False, True]),
        ("U.S. aid", [(0, 1), (1, 2), (2, 3), (3, 4), (5, 8)], [True] * 5, [True] * 5),
        ("a  b", [(0, 1), (1, 1), (3, 4)], [True, False, True], [True, False, True]),
        ("हिन्दी", [(0, 1), (1, 2), (2, 6)], [True, False, False], [False, False, True]),
        ("café au", [(0, 3), (3, 4), (4, 7)], [True, False, True], [False, True, True]),
    ],
)
def test_words_begin_and_end_at_their_borders(
    text: str, offsets: list[tuple[int, int]], starts: list[bool], ends: list[bool]
) -> None:
    can_start, can_end, _ = word_borders(offsets, text)
    assert (can_start.tolist(), can_end.tolist()) == (starts, ends)


def test_f1_counts_words_but_no_articles_and_no_punctuation() -> None:
    text = "The MTS-Huawei deal, a first"
    offsets = [(0, 3), (4, 7), (7, 8), (8, 14), (15, 19), (19, 20), (21, 22), (23, 25), (25, 28)]
    *_, counts = word_borders(offsets, text)
    counted = [text[a:b] for (a, b), is_word in zip(offsets, counts, strict=True) if is_word]
    assert counted == ["MTS", "Huawei", "deal", "fi"]
