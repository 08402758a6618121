"""Passages: whole, sized, complete."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import clean
from index.load import Article
from index.split import OVERLAP_CHARS, PASSAGE_CHARS, Passage, split

PROSE = st.lists(
    st.sampled_from(
        [
            "Huawei",
            "met",
            "MTS.",
            "In",
            "2019,",
            "U.S.",
            "Mr.",
            "\n\n",
            "\n",
            "- one",
            '"No!"',
            "x" * 90,
            "é",
            "?!",
            "3.5",
        ]
    ),
    max_size=300,
).map(" ".join)


def article(text: str) -> Article:
    return Article("id", "Title", "", text, "/a.txt", 1, (), ())


def passages(text: str) -> list[Passage]:
    return split(article(text))


@given(st.one_of(PROSE, st.text().map(clean)))
def test_every_visible_character_is_in_a_passage_and_every_passage_is_quoted(text: str) -> None:
    covered = set()
    for passage in passages(text):
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert len(passage.text) <= PASSAGE_CHARS
        covered.update(range(passage.start, passage.end))
    assert all(place in covered for place, character in enumerate(text) if not character.isspace())


@given(PROSE)
def test_passages_go_forward_and_overlap_by_at_most_a_sentence(text: str) -> None:
    found = passages(text)
    for before, after in pairwise(found):
        assert before.start < after.start
        assert before.end < after.end
        assert before.end - after.start <= OVERLAP_CHARS


def test_a_passage_ends_where_a_sentence_ends() -> None:
    text = "The mayor of the town opened the new bridge over the river on Monday. " * 30
    assert all(passage.text.endswith(".") for passage in passages(text))


def test_neighbours_share_a_sentence() -> None:
    text = " ".join(f"Sentence number {number} tells a little of the story." for number in range(40))
    first, second = passages(text)[:2]
    assert first.text[second.start - first.start :] == second.text[: first.end - second.start] != ""


def test_short_paragraphs_share_a_passage() -> None:
    text = "One short paragraph.\n\nAnother short paragraph.\n\nAnd a third."
    assert [passage.text for passage in passages(text)] == [text]


def test_a_run_without_sentence_end_is_cut_between_words() -> None:
    text = "word " * 2_000
    assert all(set(passage.text.split()) == {"word"} for passage in passages(text))


def test_a_word_without_end_is_cut_anyway() -> None:
    assert "".join(passage.text for passage in passages("x" * 10_000)) == "x" * 10_000


@pytest.mark.parametrize("text", ["", " \n\n ", "\n"])
def test_an_empty_text_has_no_passages(text: str) -> None:
    assert passages(text) == []
