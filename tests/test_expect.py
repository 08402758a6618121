from __future__ import annotations

import pytest

from qa.expect import Expected, asks_for_several, expected_type, is_other_measure, type_match


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who partnered with MTS?", Expected.PERSON),
        ("For whom did she vote?", Expected.PERSON),
        ("For how long did the siege last?", Expected.DURATION),
        ("for how many years was he mayor", Expected.COUNT),
        ("By what name is the drug known?", Expected.NAME),
        ("Whose film won?", Expected.PERSON),
        ("with whom did Tele2 go live", Expected.PERSON),
        ("Which actor plays him?", Expected.PERSON),
        ("Where is the tower?", Expected.PLACE),
        ("In which city did it open?", Expected.PLACE),
        ("when was she arrested?", Expected.TIME),
        ("What year did it open?", Expected.YEAR),
        ("How long did it take?", Expected.DURATION),
        ("What is the mother's name?", Expected.NAME),
        ("What was the name of the ship?", Expected.NAME),
        ("What is the chemical name of table salt?", Expected.OTHER),
        ("What is the reason why names change in April?", Expected.REASON),
        ("How long ago did it open?", Expected.TIME),
        ("how many tablets will run Aurora", Expected.COUNT),
        ("How old was Gloria Vanderbilt?", Expected.COUNT),
        ("At what age did she marry?", Expected.COUNT),
        ("What is the gold toilet worth?", Expected.MONEY),
        ("What is the population of Fort Worth?", Expected.OTHER),
        ("How soon will he send it?", Expected.TIME),
        ("What did the gold toilet cost?", Expected.MONEY),
        ("During what Age was Iran a site of civilisations?", Expected.OTHER),
        ("What percentage of voters agreed?", Expected.NUMBER),
        ("How much did it cost?", Expected.MONEY),
        ("How much money was raised?", Expected.MONEY),
        ("What fine did Ford pay?", Expected.MONEY),
        ("How much was the company fined?", Expected.MONEY),
        ("Why did it collapse?", Expected.REASON),
        ("What caused the explosion?", Expected.REASON),
        ("What happened when the building collapsed?", Expected.OTHER),
        ("Which bridge did the man who won build?", Expected.OTHER),
        ("MTS partnered with whom?", Expected.PERSON),
        ("What was the number of voters?", Expected.NUMBER),
        ("For how much was it sold?", Expected.MONEY),
        ("For what reason did it close?", Expected.REASON),
        ("What is Aurora?", Expected.OTHER),
        ("", Expected.OTHER),
    ],
)
def test_the_words_of_a_question_tell_what_it_asks_for(question: str, kind: Expected) -> None:
    assert expected_type(question) is kind


@pytest.mark.parametrize(
    ("kind", "answer", "match"),
    [
        (Expected.TIME, "May 2019", 1),
        (Expected.TIME, "three days ago", 1),
        (Expected.TIME, "at 10:30", 1),
        (Expected.YEAR, "in 2019", 1),
        (Expected.YEAR, "once", -1),
        (Expected.DURATION, "22 minutes", 1),
        (Expected.DURATION, "over 100 mph", -0.5),
        (Expected.DURATION, "not so long ago", -1),
        (Expected.DURATION, "from Monday to Friday", -0.5),
        (Expected.DURATION, "overnight", -0.5),
        (Expected.DURATION, "in Moscow", -1),
        (Expected.COUNT, "a week", -0.5),
        (Expected.COUNT, "newborn", -0.5),
        (Expected.COUNT, "a handful", -0.5),
        (Expected.YEAR, "600 people", -1),
        (Expected.YEAR, "a TV ad", -1),
        (Expected.COUNT, "eleven", 1),
        (Expected.COUNT, "most of them", 1),
        (Expected.COUNT, "apricots", -1),
        (Expected.YEAR, "633 AD", 1),
        (Expected.TIME, "10th and 11th centuries", 1),
        (Expected.TIME, "during a total solar eclipse", 0),
        (Expected.NAME, "Ana Garcia", 1),
        (Expected.NAME, "police", -1),
        (Expected.TIME, "Huawei", -1),
        (Expected.NUMBER, "360,000", 1),
        (Expected.NUMBER, "twenty-one people", 1),
        (Expected.NUMBER, "in Moscow", -1),
        (Expected.MONEY, "$5 million", 1),
        (Expected.MONEY, "20 euros", 1),
        (Expected.MONEY, "SEK9 million", 1),
        (Expected.MONEY, "sek", -1),
        (Expected.MONEY, "5 million", 0),
        (Expected.MONEY, "Huawei", -1),
        (Expected.PERSON, "Huawei", 1),
        (Expected.PERSON, "Ōkubo", 1),
        (Expected.PERSON, "2019", -1),
        (Expected.PERSON, "a passer-by", -0.5),
        (Expected.PERSON, "élan vital", -0.5),
        (Expected.PERSON, "華為", 1),
        (Expected.PLACE, "the Eiffel Tower", 1),
        (Expected.REASON, "because of a gas leak", 1),
        (Expected.REASON, "gas", -0.5),
        (Expected.OTHER, "anything", 0),
    ],
)
def test_an_answer_is_held_against_what_was_asked_for(kind: Expected, answer: str, match: float) -> None:
    assert type_match(kind, answer) == match


@pytest.mark.parametrize(
    "question",
    [
        "Which countries joined the coalition?",
        "which three scientists shared the prize",
        "What other sites does it work with?",
        "In which European countries is it legal?",
        "Who were the winners?",
        "who are the members of the crew",
        "What were the names of the dead?",
        "Name the countries that signed.",
        "List all towns that were hit",
        "Name the countries which signed the treaty",
        "name the people who were killed",
        "List all towns where people died",
        "Which EU countries joined?",
        "Which new members joined?",
        "which countries allow it?",
    ],
)
def test_questions_that_ask_for_a_list(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which country joined?",
        "which company sells phones",
        "What controls a bird's migration?",
        "what means of transport did he use",
        "What was it called?",
        "Who was there?",
        "What famous bridge had two banners?",
        "What children's book was set there?",
        "What are the statues on Easter Island called?",
        "What is the name of the ship?",
        "What causes cancer?",
        "What makes ice float?",
        "What happens next?",
        "Which Beatles song topped the charts?",
        "What physics prize did he win?",
        "which sports team won the cup?",
        "Name the ship that sank.",
        "What are the chances of rain?",
        "",
    ],
)
def test_questions_that_ask_for_one(question: str) -> None:
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("how far did Zapata fly?", "over 100 mph (161 km/h)", True),
        ("how far did Zapata fly?", "22-mile", False),
        ("how far did Zapata fly?", "35 km", False),
        ("how far is it?", "two hours", False),
        ("how far did the team get?", "the semi-final", False),
        ("how fast did the hoverboard fly?", "22-mile", True),
        ("how fast did the hoverboard fly?", "over 100 mph", False),
        ("how fast did it fly?", "60 miles per hour", False),
        ("how fast did he run it?", "under two hours", False),
        ("what is the gold toilet worth?", "18-karat", True),
        ("what is the gold toilet worth?", "five to six million US dollars", False),
        ("how much did 12 miles of it cost?", "12 miles", True),
        ("how much did it cost?", "500 pounds", False),
        ("how heavy are the statues?", "13 feet", True),
        ("how heavy are the statues?", "fourteen tons", False),
        ("who won?", "18-karat", False),
    ],
)
def test_units_of_something_else_are_no_answer(question: str, answer: str, other: bool) -> None:
    assert is_other_measure(question, answer) is other
