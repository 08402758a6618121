from __future__ import annotations

from dataclasses import replace

import pytest

from qa.rank import Answer, Quote
from qa.settle import settle
from tests.readings import article, evidence, hit

WHO = "Who leads MTS?"


def said(text: str, confidence: float, name: str = "a", date: str = "2019-06-06", coverage: float = 1.0) -> Answer:
    """An answer that is a whole article of its own."""
    found = hit(replace(article(text, name), date=date))
    return Answer(
        Quote(found.passage, 0, len(text), found.citation), confidence, 1.0, evidence=evidence(coverage=coverage)
    )


def test_hopeless_runners_up_are_not_given_and_the_rest_share_what_the_first_leaves() -> None:
    given = settle("What is MTS?", [said("a carrier", 0.7), said("a telecom firm", 0.5), said("a bank", 0.1)])
    assert [(a.text, round(a.confidence, 2)) for a in given.answers] == [("a carrier", 0.7), ("a telecom firm", 0.3)]
    assert not given.several
    assert not given.conflict


def test_another_article_with_another_name_is_a_conflict_and_stands_second() -> None:
    ranked = [said("Anna Berg", 0.5), said("Carl Dahl", 0.4), said("Eva Falk", 0.3, "b")]
    given = settle(WHO, ranked)
    assert given.conflict
    assert [(a.text, round(a.confidence, 2)) for a in given.answers] == [
        *(("Anna Berg", 0.5), ("Eva Falk", 0.3), ("Carl Dahl", 0.2))
    ]


def test_of_two_that_contradict_each_other_neither_is_almost_sure() -> None:
    given = settle(WHO, [said("Anna Berg", 0.96), said("Eva Falk", 0.64, "b"), said("Carl Dahl", 0.6)])
    assert [(a.text, round(a.confidence, 2)) for a in given.answers] == [("Anna Berg", 0.6), ("Eva Falk", 0.4)]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (said("Eva Falk", 0.6, "a"), "the same article"),
        (said("Eva Falk", 0.25, "b"), "hardly believed"),
        (said("Eva Falk", 0.6, "b", coverage=0.5), "about something else"),
        (said("1997", 0.6, "b"), "no name"),
    ],
)
def test_what_is_no_conflict(other: Answer, why: str) -> None:
    assert not settle(WHO, [said("Anna Berg", 0.65), other]).conflict, why


def test_reasons_do_not_contradict_each_other() -> None:
    ranked = [said("because of the cold winter", 0.6), said("after a strike of drivers", 0.5, "b")]
    assert not settle("Why did it close?", ranked).conflict


@pytest.mark.parametrize(
    ("old", "new", "first"),
    [
        ("2019-06-06", "2020-01-01", "Eva Falk"),
        ("2020-01-01", "2019-06-06", "Anna Berg"),
        ("2019", "2019-05-01", "Anna Berg"),
        ("", "2020-01-01", "Anna Berg"),
        ("2019-06-06", "", "Anna Berg"),
    ],
)
def test_of_two_nearly_as_sure_answers_that_contradict_the_newer_comes_first(old: str, new: str, first: str) -> None:
    given = settle(WHO, [said("Anna Berg", 0.55, "a", old), said("Eva Falk", 0.45, "b", new)])
    assert given.conflict
    assert given.answers[0].text == first


def test_a_surer_answer_stays_first_however_old() -> None:
    given = settle(WHO, [said("Anna Berg", 0.8, "a", "2018-01-01"), said("Eva Falk", 0.4, "b", "2020-01-01")])
    assert [a.text for a in given.answers] == ["Anna Berg", "Eva Falk"]


def test_a_question_for_several_gets_every_part_with_its_own_confidence() -> None:
    ranked = [said("Cuba", 0.7), said("Uruguay", 0.6, "b"), said("Mars", 0.1)]
    given = settle("Which countries allow it?", ranked)
    assert given.several
    assert not given.conflict
    assert [(a.text, a.confidence) for a in given.answers] == [("Cuba", 0.7), ("Uruguay", 0.6)]
    assert not settle("Which countries allow it?", ranked[:1]).several


@pytest.mark.parametrize(
    ("question", "one", "other", "conflict"),
    [
        ("When was it signed?", "May 2019", "2019", False),
        ("When was it signed?", "on Tuesday", "7 May 2019", False),
        ("When was it signed?", "May 2019", "June 2020", True),
        ("How many people died?", "at least 52", "more than 50 people", False),
        ("How many people died?", "52", "61 people", True),
        ("How many people died?", "52", "52 people", False),
        ("Where was it signed?", "Moscow", "Russia", False),
        ("Who signed it?", "Putin", "Vladimir Putin", False),
        ("Who signed it?", "Donald Trump", "President Trump", False),
        ("Who signed it?", "Prime Minister Johnson", "Boris Johnson", False),
        ("Who signed it?", "Ann Johnson", "Boris Johnson", True),
        ("Who signed it?", "President Trump", "President Putin", True),
        ("who is greta thunberg?", "Swedish climate activist", "the 16-year-old Swedish schoolgirl", False),
        ("who was Qasem Soleimani?", "Iranian general", "commander of the Quds Force", False),
        ("who died in the blast?", "Ann Lee", "Bob Fox", False),
        ("Who was arrested?", "Ann Lee", "Bob Fox", False),
        ("Who killed Qasem Soleimani?", "Ann Lee", "Bob Fox", True),
        ("How many died?", "39 people", "39 dead", False),
        ("How many died?", "39", "61 dead", True),
        ("How old was she?", "95-year-old", "95 years old", False),
        ("How old was he?", "aged 66", "66-year-old", False),
        ("How old was he?", "aged 66", "95 years old", True),
        ("How long was it?", "three weeks", "21 days", False),
        ("How long was it?", "three weeks", "two weeks", True),
        ("How far is it?", "22 miles", "35 km", False),
        ("What was it worth?", "$5 million fine", "$5 million penalty", False),
        ("What was it worth?", "£4.8 million", "$6 million", False),
        ("What was it worth?", "$4.8 million", "$6 million", True),
        ("How long did the siege last?", "three days", "two weeks", True),
        ("How long did the siege last?", "14 days", "two weeks", False),
        ("How long did the siege last?", "50 days", "52 days", True),
        ("How tall is it?", "300m", "300 m", False),
        ("Who is US president?", "Joe Biden", "Donald Trump", True),
        ("Who was shot dead?", "Joe Biden", "Donald Trump", True),
    ],
)
def test_what_may_both_be_right_is_no_conflict(question: str, one: str, other: str, conflict: bool) -> None:
    assert settle(question, [said(one, 0.6), said(other, 0.5, "b")]).conflict is conflict


def test_a_newer_answer_that_is_not_sure_enough_by_itself_stays_second() -> None:
    ranked = [said("Anna Berg", 0.55, "a", "2019-01-01"), said("Eva Falk", 0.45, "b", "2020-01-01")]
    assert settle(WHO, ranked, threshold=0.5).answers[0].text == "Anna Berg"
    assert settle(WHO, ranked, threshold=0.4).answers[0].text == "Eva Falk"
