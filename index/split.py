"""Passages of an article: whole sentences, sized for the models, overlapping by about one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.load import Article
from index.sentences import sentences

PASSAGE_CHARS = 600
"""A passage is at most this long: about 130 tokens, so that question and passage fit one window."""
OVERLAP_CHARS = 150
"""The last sentence of a passage begins the next one when it is at most this long."""
SPLITTER = "sentences-600-150-2"
"""Names how files are read and passages cut; an index made otherwise has to be rebuilt."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article that the models read at once."""

    article_id: str
    """The article it belongs to."""
    start: int
    """Offset of its first character in the article's text."""
    end: int
    """Offset after its last character."""
    text: str
    """`article.text[start:end]`; begins and ends with a visible character."""


def split(article: Article) -> list[Passage]:
    """The article's passages in order; every visible character of its text is in at least one."""
    text = article.text
    return [Passage(article.id, start, end, text[start:end]) for start, end in passage_spans(text)]


def passage_spans(text: str) -> Iterator[tuple[int, int]]:
    """First character and one past the last of each passage of the text, in order."""
    pieces = [piece for sentence in sentences(text) for piece in _cut(text, *sentence)]
    first = 0
    while first < len(pieces):
        after = _last_that_fits(pieces, first)
        yield pieces[first][0], pieces[after - 1][1]
        if after == len(pieces):
            return
        first = _overlapped(pieces, first, after)


def _last_that_fits(pieces: list[tuple[int, int]], first: int) -> int:
    """The place after the last piece of the passage that begins with the first."""
    after = first + 1
    while after < len(pieces) and pieces[after][1] - pieces[first][0] <= PASSAGE_CHARS:
        after += 1
    return after


def _overlapped(pieces: list[tuple[int, int]], first: int, after: int) -> int:
    """Where the next passage begins: one piece back when that is short and leaves room for the piece to come."""
    back = after - 1
    if back == first or pieces[back][1] - pieces[back][0] > OVERLAP_CHARS:
        return after
    if pieces[after][1] - pieces[back][0] > PASSAGE_CHARS:
        return after
    return back


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, cut at word borders (or anywhere, in a word without end) into pieces that fit a passage."""
    while end - start > PASSAGE_CHARS:
        border = start + PASSAGE_CHARS
        while border > start and not text[border].isspace():
            border -= 1
        if border == start:
            border = start + PASSAGE_CHARS
        stop = start + len(text[start:border].rstrip())
        yield start, stop
        start = border
        while text[start].isspace():
            start += 1
    yield start, end
