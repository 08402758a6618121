from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.load import Article
from index.search import Hit
from qa.evidence import Told
from qa.rank import Answer, confidence_word, rank
from qa.read import Reading
from qa.spans import Span
from qa.weights import Weights
from tests.readings import BY_MARGIN, article, hit, reading

QUESTION = "Who partnered with MTS?"
MTS = article("MTS partnered with Huawei in Moscow.\nIt was Wednesday.", "mts")
TELE2 = article("Tele2 went live with Ericsson.\nMTS chose the Chinese tech giant Huawei.", "tele2")


def ranked(
    articles: Sequence[Article], hits: Sequence[Hit], readings: Sequence[Reading], weights: Weights = BY_MARGIN
) -> tuple[Answer, ...]:
    return rank(QUESTION, hits, readings, {a.id: a for a in articles}, weights)


def test_the_best_margin_comes_first_whichever_passage_it_stands_in() -> None:
    first, second = hit(TELE2), hit(MTS, rank=2)
    answers = ranked([TELE2, MTS], [first, second], [reading(first, Ericsson=1), reading(second, Huawei=4, Moscow=-2)])
    assert [(a.text, a.score) for a in answers] == [("Huawei", 4), ("Ericsson", 1), ("Moscow", -2)]
    assert [a.quote.passage.article_id for a in answers] == ["mts", "tele2", "mts"]


def test_the_same_answer_in_two_articles_is_one_with_support() -> None:
    first, second = hit(MTS), hit(TELE2, rank=2)
    read = [reading(first, Huawei=4), reading(second, the_Chinese_tech_giant_Huawei=2, Ericsson=3)]
    huawei, ericsson = ranked([MTS, TELE2], [first, second], read)
    assert huawei.text == "Huawei"
    assert [(q.text, q.citation.source) for q in huawei.support] == [("Huawei", "/articles/tele2.txt")]
    assert (ericsson.text, ericsson.support) == ("Ericsson", ())


def test_support_lifts_an_answer_and_the_same_passage_supports_nothing() -> None:
    lifting = dataclasses.replace(BY_MARGIN, ranking={"margin": 1.0, "agreement": 0.5})
    first, second, third = hit(MTS), hit(TELE2, rank=2), hit(article("Huawei, said Huawei.", "own"), rank=3)
    read = [reading(first, Huawei=3), reading(second, Huawei=2, Ericsson=3.5), Reading(())]
    answers = ranked([MTS, TELE2, article("", "own")], [first, second, third], read, lifting)
    assert [(a.text, a.score, a.evidence["agreement"]) for a in answers] == [("Huawei", 4, 2), ("Ericsson", 3.5, 0)]
    twice = Reading((Span(0, 6, 5, 0, 9), Span(13, 19, 4, 0, 9)))
    (own,) = ranked([article("Huawei, said Huawei.", "own")], [third], [twice], lifting)
    assert (own.score, own.evidence["agreement"], len(own.support)) == (5, 0, 1)


def test_a_support_that_does_not_beat_its_null_lifts_nothing() -> None:
    lifting = dataclasses.replace(BY_MARGIN, ranking={"margin": 1.0, "agreement": 0.5})
    first, second = hit(MTS), hit(TELE2, rank=2)
    (answer,) = ranked([MTS, TELE2], [first, second], [reading(first, Huawei=3), reading(second, Huawei=-2)], lifting)
    assert (answer.score, answer.evidence["agreement"]) == (3, 0)


def test_a_quote_in_two_overlapping_passages_is_given_once() -> None:
    whole, part = hit(MTS), hit(MTS, "Huawei in Moscow.\nIt was Wednesday.", rank=2)
    read = [reading(whole, partnered_with_Huawei=3), reading(part, Huawei=5, Huawei_in_Moscow=1)]
    answers = ranked([MTS], [whole, part], read)
    assert [(a.text, a.score, a.support) for a in answers] == [("Huawei", 5, ())]


def test_an_answer_is_quoted_word_for_word_and_cited_where_it_begins() -> None:
    found = hit(TELE2, "MTS chose the Chinese tech giant Huawei.")
    (answer,) = ranked([TELE2], [found], [reading(found, Huawei=3)])
    quote = answer.quote
    assert answer.text == quote.text == quote.passage.text[quote.start : quote.end] == "Huawei"
    assert (quote.citation.line, quote.citation.column) == (2, 34)
    assert quote.passage.text[slice(*quote.sentence)] == "MTS chose the Chinese tech giant Huawei."
    assert quote.place == ("tele2", TELE2.text.index("Huawei"), TELE2.text.index("Huawei") + 6)


def test_spans_are_cut_as_a_person_would() -> None:
    own = article("It cost (it says) $5 million.", "cost")
    found = hit(own)
    texts = [a.text for a in ranked([own], [found], [reading(found, **{"5": 3, "(it says)": 1})])]
    assert texts == ["$5 million", "it says"]


def test_nothing_but_punctuation_is_no_answer() -> None:
    own = article("Well ... (!)", "marks")
    found = hit(own)
    assert ranked([own], [found], [reading(found, **{"...": 5, "(!)": 4})]) == ()


def test_nothing_read_is_nothing_answered() -> None:
    assert ranked([], [], []) == ()
    assert ranked([MTS], [hit(MTS)], [Reading(())]) == ()


def test_a_missing_reading_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        ranked([MTS], [hit(MTS)], [])


def test_the_weights_decide() -> None:
    covering = dataclasses.replace(BY_MARGIN, ranking={"margin": 1.0, "coverage": 10.0})
    first, second = hit(MTS, coverage=0.1), hit(TELE2, rank=2, coverage=1.0)
    read = [reading(first, Huawei=4), reading(second, Ericsson=1)]
    assert [a.text for a in ranked([MTS, TELE2], [first, second], read, covering)] == ["Ericsson", "Huawei"]


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_confidence_rises_with_the_margin(one: float, other: float) -> None:
    found = hit(MTS)
    low, high = (
        ranked([MTS], [found], [reading(found, Huawei=margin)])[0].confidence for margin in sorted((one, other))
    )
    assert 0 <= low <= high <= 1
    assert low < high or abs(one - other) < 1e-9


def test_confidence_does_not_move_with_hopeless_passages_read_along() -> None:
    first, second = hit(MTS), hit(TELE2, rank=2)
    alone = ranked([MTS], [first], [reading(first, Huawei=4)])
    crowded = ranked([MTS, TELE2], [first, second], [reading(first, Huawei=4), reading(second, Ericsson=-9)])
    assert crowded[0].confidence == alone[0].confidence


OVERLAPPING = article("Huawei and MTS met. Huawei paid $5 million. MTS paid 5 percent. Ericsson (of Sweden) paid.", "o")
HALVES = (hit(OVERLAPPING, OVERLAPPING.text[:62]), hit(OVERLAPPING, OVERLAPPING.text[20:], rank=2), hit(MTS, rank=3))


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    """Any spans of the passages, with any margins."""
    read = []
    for found in HALVES:
        spans = []
        for margin in sorted(draw(st.lists(st.integers(-40, 40).map(lambda n: n / 4), max_size=4)), reverse=True):
            start = draw(st.integers(0, len(found.passage.text) - 1))
            end = draw(st.integers(start + 1, len(found.passage.text)))
            spans.append(Span(start, end, margin, 0.0, margin + 1))
        read.append(Reading(tuple(spans)))
    return read


@given(readings())
def test_no_two_quotes_overlap_and_the_best_score_comes_first(read: list[Reading]) -> None:
    answers = ranked([OVERLAPPING, MTS], HALVES, read)
    quotes = [quote for answer in answers for quote in (answer.quote, *answer.support)]
    texts = {OVERLAPPING.id: OVERLAPPING.text, MTS.id: MTS.text}
    for quote in quotes:
        source, start, end = quote.place
        assert texts[source][start:end] == quote.text
        assert any(character.isalnum() for character in quote.text)
    for (one, start, end), (other, begin, stop) in combinations([quote.place for quote in quotes], 2):
        assert one != other or end <= begin or stop <= start
    scores = [answer.score for answer in answers]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("confidence", "word"),
    [
        (1.0, "almost sure"),
        (0.85, "almost sure"),
        (0.84, "likely"),
        (0.5, "unsure"),
        (0.1, "a guess"),
        (0.0, "a guess"),
    ],
)
def test_confidence_has_a_word(confidence: float, word: str) -> None:
    assert confidence_word(confidence) == word


def test_what_is_no_name_cannot_be_a_name_that_was_asked_for() -> None:
    found = hit(MTS)
    answers = rank(
        "What is the name of the city?", [found], [reading(found, partnered=9, Moscow=1)], {"mts": MTS}, BY_MARGIN
    )
    assert [answer.text for answer in answers] == ["Moscow"]


def test_a_text_in_small_letters_has_names_too() -> None:
    text = article("the mobile operator mts works in moscow.", "small")
    found = hit(text)
    answers = rank("What is the name of the city?", [found], [reading(found, moscow=1)], {text.id: text}, BY_MARGIN)
    assert [answer.text for answer in answers] == ["moscow"]


def test_what_gives_no_number_cannot_be_how_many_or_how_much() -> None:
    found = hit(MTS)
    read = [reading(found, partnered=9, Moscow=5)]
    assert rank("How many networks partnered?", [found], read, {"mts": MTS}, BY_MARGIN) == ()
    assert rank("How long did it take?", [found], read, {"mts": MTS}, BY_MARGIN) == ()
    assert rank("What is it worth?", [found], read, {"mts": MTS}, BY_MARGIN) == ()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who is the chief?", "Grete Nymoen"),
        ("Who is Grete Nymoen?", "police inspector Grete Nymoen"),
    ],
)
def test_the_words_before_a_name_are_kept_only_where_they_are_asked_for(question: str, answer: str) -> None:
    text = article("The chief was police inspector Grete Nymoen.", "chief")
    found = hit(text)
    answers = rank(question, [found], [reading(found, police_inspector_Grete_Nymoen=5)], {text.id: text}, BY_MARGIN)
    assert [a.text for a in answers] == [answer]


def test_what_has_a_name_in_small_letters_is_given() -> None:
    text = article("GitHub blocked youtube-dl.", "tool")
    found = hit(text)
    read = [reading(found, **{"youtube-dl": 5})]
    answers = rank("What is the name of the tool GitHub blocked?", [found], read, {text.id: text}, BY_MARGIN)
    assert [answer.text for answer in answers] == ["youtube-dl"]


def test_units_of_something_else_are_not_given() -> None:
    text = article("He flew over 100 mph across the 22-mile strait.", "flight")
    found = hit(text)
    read = [reading(found, over_100_mph=5, **{"22-mile": 2})]
    far, fast = (
        rank(f"How {asked} did he fly?", [found], read, {text.id: text}, BY_MARGIN) for asked in ("far", "fast")
    )
    assert [answer.text for answer in far] == ["22-mile"]
    assert [answer.text for answer in fast] == ["over 100 mph"]


def test_nearness_to_the_answer_before_decides_the_order_and_makes_nothing_surer() -> None:
    found = hit(MTS)
    read = [reading(found, Huawei=4, Moscow=3)]
    weights = Weights({"margin": 1.0, "follows": 3.0}, {"score": 1.0, "gap": 1.0})
    told = Told("mts", MTS.text.index("Moscow") - 1)
    alone = rank(QUESTION, [found], read, {"mts": MTS}, weights)
    after = rank(QUESTION, [found], read, {"mts": MTS}, weights, told)
    assert [a.text for a in alone] == ["Huawei", "Moscow"]
    assert [a.text for a in after] == ["Moscow", "Huawei"]
    assert after[0].score > alone[1].score
    assert after[0].confidence < alone[0].confidence
    assert after[0].evidence["score"] == alone[1].evidence["score"]


def test_how_long_ago_is_not_how_long() -> None:
    text = article("Tele2 went live two years ago. The pilot ran three months.", "live")
    found = hit(text)
    read = [reading(found, two_years=5, three_months=2)]
    answers = rank("How long did it take?", [found], read, {text.id: text}, BY_MARGIN)
    assert [answer.text for answer in answers] == ["three months"]
    assert rank("When was it?", [found], read, {text.id: text}, BY_MARGIN)[0].text == "two years"


def test_what_is_shown_as_enough_is_no_guess() -> None:
    assert [confidence_word(confidence) for confidence in (0.394, 0.396, 0.646, 0.851)] == [
        "a guess",
        "unsure",
        "likely",
        "almost sure",
    ]
