"""BM25 over passages, titles and dates."""

from __future__ import annotations

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from index.lexical import K1, B, Lexical
from index.store import Document
from index.words import words


def over(*texts: str, title: str = "", date: str = "") -> Lexical:
    return Lexical.build(Document(number, text, title, date) for number, text in enumerate(texts, start=10))


def best(lexical: Lexical, question: str) -> list[int]:
    return lexical.match(question).best(50)


def test_a_word_that_every_passage_holds_still_has_weight() -> None:
    lexical = over("MTS builds a network.", "MTS MTS sells telephones.", "MTS hires.")
    assert sorted(best(lexical, "What about MTS?")) == [10, 11, 12]
    assert best(lexical, "MTS")[0] in {11, 12}


def test_a_rare_word_outweighs_a_common_one() -> None:
    assert best(over("river town", "river bank", "river boat", "river"), "river boat")[0] == 12


def test_titles_and_dates_are_searched() -> None:
    lexical = Lexical.build(
        [Document(1, "Some text.", "Kipchoge runs", "2019-10-13"), Document(2, "Other text.", "Frogs", "2020-03-26")]
    )
    assert best(lexical, "kipchoge") == [1]
    assert best(lexical, "what happened in March 2020?") == [2]


def test_a_question_without_known_words_finds_nothing() -> None:
    assert best(over("river town"), "\U0001f600 zebra") == []
    assert best(over(), "river") == []


def test_coverage_is_the_weighed_share_of_the_questions_words() -> None:
    match = over("river town", "river bank").match("river town zebra")
    whole, none = match.of(10)[1], over("bank").match("river").of(10)[1]
    assert 0 < match.of(11)[1] < whole < 1
    assert none == 0
    assert over("river town").match("river town").of(10)[1] == 1


WORDS = st.lists(st.sampled_from("river town bank boat MTS".split()), min_size=1, max_size=8).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_scores_are_those_of_the_formula(texts: list[str], question: str) -> None:
    match = over(*texts).match(question)
    counts = [Counter(words(text)) for text in texts]
    mean = sum(count.total() for count in counts) / len(counts)
    for number, count in enumerate(counts, start=10):
        score = 0.0
        for word in set(words(question)):
            found_in = sum(word in other for other in counts)
            idf = math.log(1 + (len(texts) - found_in + 0.5) / (found_in + 0.5))
            score += idf * count[word] * (K1 + 1) / (count[word] + K1 * (1 - B + B * count.total() / mean))
        assert math.isclose(match.of(number)[0], score, rel_tol=1e-4, abs_tol=1e-6)


@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=30))
def test_what_is_saved_reads_back_equal(texts: list[str], question: str) -> None:
    lexical = over(*texts)
    again = Lexical.from_bytes(lexical.to_bytes())
    assert again.to_bytes() == lexical.to_bytes()
    assert best(again, question) == best(lexical, question)


def test_a_slip_in_a_name_still_finds_it_and_counts_less_than_the_name() -> None:
    lexical = over("Kipchoge ran in Vienna.", "A frog sat in Florida.")
    assert best(lexical, "kipchgoe") == [10]
    slipped, right = (lexical.match(question).of(10) for question in ("kipchgoe", "kipchoge"))
    assert 0 < slipped[0] < right[0]
    assert 0 < slipped[1] < right[1]


def test_a_short_or_quite_another_word_is_no_slip() -> None:
    lexical = over("Kipchoge ran in Vienna.", "A frog sat in Florida.")
    assert best(lexical, "frag kepler vinegar") == []
