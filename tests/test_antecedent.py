from __future__ import annotations

import pytest

from qa.antecedent import Exchange, nearest_person, nearest_thing, subject_phrase


def asked(question: str, answer: str = "", title: str = "") -> Exchange:
    return Exchange(question, answer, title, f"{question} {answer}")


@pytest.mark.parametrize(
    ("exchange", "person"),
    [
        (asked("who attacked people?", "Usman Khan"), "Usman Khan"),
        (asked("who declared the emergency?", "The governor of Louisiana"), "the governor of Louisiana"),
        (asked("who signed it?", "The president of the United States"), "the president of the United States"),
        (asked("who made it?", "Italian artist Maurizio Cattelan"), "Maurizio Cattelan"),
        (asked("who announced it?", "the minister Ana Souza"), "Ana Souza"),
        (asked("where was Jon Huber born?", "Rochester"), "Jon Huber"),
        (asked("Which judge gave Paul Manafort 73 months?", "Berman"), "Paul Manafort"),
        (asked("when did it happen?", "May", "Former adviser dies"), ""),
    ],
)
def test_the_person_last_spoken_of(exchange: Exchange, person: str) -> None:
    assert nearest_person([exchange]) == person


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("where was the gold toilet stolen?", "the gold toilet"),
        ("where was the Slave Labour mural taken from?", "the Slave Labour mural"),
        ("where is the old garden of the palace?", "the old garden"),
        ("which crops did the MIT ozone and warming study look at", "the MIT ozone and warming study"),
        ("how much did Salling pay", "Salling"),
        ("who sold the chess set?", "the chess set"),
        ("what was the biggest hit of the year?", "the biggest hit"),
        ("when was the first shot fired?", "the first shot"),
        ("where is the hospital bed?", "the hospital bed"),
        ("how did the police find the stolen car", "the stolen car"),
    ],
)
def test_the_thing_last_spoken_of(question: str, thing: str) -> None:
    assert nearest_thing(asked(question)) == thing


def test_a_plural_means_those_that_were_counted() -> None:
    troops = asked("how many american troops are in the country now?", "5000")
    assert nearest_thing(troops, plural=True) == "the american troops"
    assert nearest_thing(troops) == "the country"
    assert nearest_thing(asked("how many people were arrested?", "twelve"), plural=True) == ""
    assert nearest_thing(asked("how many of the soldiers were killed?", "two"), plural=True) == "the soldiers"
    assert nearest_thing(asked("how many goals did Brazil score?", "two"), plural=True) == "Brazil"


def test_a_verb_is_no_part_of_a_phrase() -> None:
    assert subject_phrase("what did the minister say") == "the minister"
    assert subject_phrase("who won?") == ""
