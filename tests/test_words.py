"""Which words are the same to lexical search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import date_words, question_words, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fernández", "fernandez"),
        ("U.S.", "US"),
        ("Huawei's", "Huawei"),
        ("Huawei’s", "huawei"),
        ("1,000", "1000"),
        ("$5", "5"),
        ("partnered", "partners"),
        ("K2-18b", "k2 18B"),
        ("04", "4"),
        ("STRASSE", "straße"),
        ("O'Brien", "OBrien"),
    ],
)
def test_spellings_of_a_word_are_one_word(one: str, other: str) -> None:
    assert words(one) == words(other) != []


@pytest.mark.parametrize(("one", "other"), [("5G", "4G"), ("3.5", "35"), ("MTS", "MT")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_a_question_is_asked_by_its_telling_words_each_once() -> None:
    assert question_words("Who did the MTS MTS deal with?") == words("MTS deal")


@pytest.mark.parametrize("asked", ["whos", "who's", "Who’s", "what's", "whats", "wheres"])
def test_a_question_word_run_together_with_is_tells_nothing(asked: str) -> None:
    assert question_words(f"{asked} the ceo of tesco") == words("ceo tesco")


def test_a_name_that_is_also_a_question_word_is_looked_for_where_it_owns_something() -> None:
    assert question_words("What is May's deal?") == words("May deal")


def test_a_question_of_question_words_keeps_them() -> None:
    assert question_words("Who is who?") == words("who is")


def test_a_date_is_found_by_its_month() -> None:
    assert {"2019", "10", "13", *words("October")} == set(date_words("2019-10-13"))
    assert date_words("2019") == ["2019"]
    assert date_words("") == []


@given(st.text(max_size=40))
def test_no_word_holds_a_blank(text: str) -> None:
    assert all(word and not any(letter.isspace() for letter in word) for word in words(text))
