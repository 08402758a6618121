from __future__ import annotations

import math

import pytest

from index.words import question_words
from qa.evidence import FEATURES, MARGIN_LIMIT, NEARBY, Evidence, Told, gather
from qa.expect import expected_type
from qa.spans import Span
from tests.readings import article, hit, span

TEXT = "MTS partnered with Huawei in Moscow."


def gathered(answer: str, found: Span | None = None, question: str = "Who partnered with MTS?") -> Evidence:
    asked = frozenset(question_words(question))
    passage = hit(article(TEXT), rank=4, dense=0.25, coverage=0.75)
    return gather(asked, expected_type(question), passage, found or span(TEXT, answer, 3.0), answer, TEXT)


def test_every_feature_is_described_and_given() -> None:
    assert gathered("Huawei").keys() == FEATURES.keys()


def test_the_features_by_hand() -> None:
    assert gathered("Huawei") == pytest.approx(
        {
            "margin": 3.0,
            "share": -1.0,
            "presence": 4.0,
            "logit": 5.0,
            "dense": 0.25,
            "lexical": 3.0,
            "coverage": 0.75,
            "nearness": 0.25,
            "sentence": 1.0,
            "type": 1.0,
            "mismatch": 0.0,
            "length": 0.0,
            "follows": 0.0,
        }
    )


def test_an_answer_that_cannot_be_what_is_asked_for_is_a_mismatch() -> None:
    found = gathered("Moscow", question="How many partners has MTS?")
    assert (found["type"], found["mismatch"]) == (0, 1)
    found = gathered("Moscow", question="Where did MTS partner?")
    assert (found["type"], found["mismatch"]) == (1, 0)


def test_words_of_the_answer_do_not_count_for_its_sentence() -> None:
    assert gathered("MTS")["sentence"] == 0.5


def test_huge_margins_are_cut() -> None:
    wide = gathered("Huawei", Span(19, 25, 1e6, -1e6, 1e9))
    assert (wide["margin"], wide["share"]) == (MARGIN_LIMIT, -MARGIN_LIMIT)
    assert all(math.isfinite(value) for value in wide.values())


def test_what_stands_right_behind_the_answer_before_is_nearest() -> None:
    told = Told("a", 1000)
    assert told.nearness("a", 1000) == 1.0
    assert told.nearness("a", 1000 + int(NEARBY)) == pytest.approx(math.exp(-1))
    assert told.nearness("a", 1000 - int(NEARBY)) == pytest.approx(math.exp(-1) / 2)
    assert told.nearness("b", 1000) == 0.0
    found = hit(article(TEXT), "Huawei in Moscow.")
    read = span("Huawei in Moscow.", "Moscow", 3.0)
    asked = gather(
        frozenset(), expected_type("where?"), found, read, "Moscow", TEXT, Told("a", TEXT.index("Moscow") - 30)
    )
    assert asked["follows"] == pytest.approx(math.exp(-30 / NEARBY))


def test_a_passage_is_as_near_as_the_nearest_place_in_it() -> None:
    told = Told("a", 1000)
    for start, stop in ((0, 100), (900, 1000), (950, 1050), (1000, 1100), (1500, 1600)):
        nearest = max(told.nearness("a", place) for place in range(start, stop + 1))
        assert told.nearness("a", start, stop) == pytest.approx(nearest)
