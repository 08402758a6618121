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
        (asked("what happened in Nashville?", "Nashville Smith sang"), ""),
        (asked("when did she begin on the Cosby show?", "Bill Cosby began it in 1984"), ""),
        (asked("what happened in Ann Lee's early years?"), "Ann Lee"),
        (asked("what made the American Party famous?"), ""),
        (asked("when did Apple CEO Tim Cook visit China?"), "Apple CEO Tim Cook"),
        (asked("why did MPs lose confidence in Boris Johnson?"), "Boris Johnson"),
        (asked("when did the Prime Minister resign?"), "Prime Minister"),
        (asked("when did Kari Lake lose?"), "Kari Lake"),
    ],
)
def test_the_person_last_spoken_of(exchange: Exchange, person: str) -> None:
    assert nearest_person([exchange]) == person


def test_a_pronoun_means_nobody_whom_its_own_question_names() -> None:
    wedding = asked("when did Thomas Eliot marry?", "1915")
    bride = asked("who did Thomas Eliot marry?", "Vivienne Haigh")
    assert nearest_person([bride, wedding]) == "Vivienne Haigh"
    assert nearest_person([bride, wedding], "where did he meet Vivienne?") == "Thomas Eliot"
    assert nearest_thing(asked("who runs the museum?"), False, "what did it do for the museum?") == ""
    macron = asked("when did President Macron visit Beijing?")
    assert nearest_person([macron], "when did he become president?") == "President Macron"
    oxford = asked("how old is the University of Oxford?")
    assert nearest_thing(oxford, False, "how many of its students are foreign?") == "University of Oxford"


@pytest.mark.parametrize(
    ("question", "answer", "thing"),
    [
        ("when did the band split?", "1990", "the band"),
        ("when was the theft planned?", "1990", ""),
        ("what songs did they sing?", "Grace", ""),
        ("how many children were hurt?", "two", "the children"),
        ("when was the bus attacked?", "1990", ""),
        ("were the women arrested?", "yes", "the women"),
        ("who are they?", "The Kinks", "The Kinks"),
        ("when did the band play their first show?", "1962", "the band"),
    ],
)
def test_a_they_means_many(question: str, answer: str, thing: str) -> None:
    assert nearest_thing(asked(question, answer), plural=True) == thing


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
        ("was the revival successful?", "the revival"),
        ("has the group won any awards since 2000?", "the group"),
        ("what was the purpose of FUNAI?", "FUNAI"),
        ("what is In Your Absence?", "In Your Absence"),
        ("what happened at the end of the 1960s?", ""),
        ("was it a success?", ""),
        ("was the oil tanker attacked?", "the oil tanker"),
        ("what was Apple fined for?", "Apple"),
        ("was it raining when the Eiffel Tower closed?", "the Eiffel Tower"),
        ("has the far left won?", "the far left"),
        ("who edits the Washington Post?", "the Washington Post"),
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
