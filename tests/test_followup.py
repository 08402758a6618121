from __future__ import annotations

import pytest

from qa.antecedent import Exchange
from qa.followup import Leaning, complete
from qa.names import is_personal, names_in, names_known

MTS = Exchange(
    "who partnered with MTS?", "Huawei", "Red carpet for Huawei 5G", "MTS has teamed up with Huawei in Moscow."
)
HEIRESS = Exchange(
    "what did gloria vanderbilt die of?",
    "stomach cancer",
    "Heiress Gloria Vanderbilt dies",
    "Gloria Vanderbilt died of stomach cancer at 95. Her son Anderson Cooper announced it.",
)
KHAN = Exchange(
    "who attacked people at Fishmongers' Hall?", "Usman Khan", "Knife attack", "Usman Khan attacked people."
)
TOILET = Exchange(
    "where was the gold toilet stolen?", "Blenheim Palace", "Gold toilet stolen", "It stood in Blenheim Palace."
)
CENTOS = Exchange(
    "when does CentOS 8 reach end of life?", "December 31, 2021", "CentOS", "CentOS 8 ends; CentOS 7 in 2024."
)
KIPCHOGE = Exchange(
    "how fast did Eliud Kipchoge run his marathon?",
    "1:59:40",
    "Eliud Kipchoge runs marathon under two hours",
    "Eliud Kipchoge ran.",
)
MOURNING = Exchange(
    "how many days of mourning did Khamenei order?", "three", "Soleimani killed", "Khamenei ordered it."
)
SOLEIMANI = Exchange(
    "who was meeting Soleimani?", "Abu Mahdi al-Muhandis", "Drone strike", "Abu Mahdi al-Muhandis met."
)
WORTH = Exchange("what is the gold toilet worth?", "six million", "Gold toilet stolen", "It is worth six million.")
BLAST = Exchange("how many people died in the explosion?", "39", "Blast", "39 people died in the explosion.")
KILLED = Exchange("how many people were killed by the blast?", "39", "Blast", "39 people were killed by the blast.")
STOLEN = Exchange("what was stolen from Blenheim Palace?", "a gold toilet", "Theft", "It was stolen on Saturday.")
ASTRONAUTS = Exchange("who flew to the iss?", "Bob Behnken and Doug Hurley", "Launch", "They flew to the ISS.")
MENDEZ = Exchange("who was tony mendez?", "a CIA agent", "Tony Mendez dies", "Tony Mendez was a CIA agent.")
STRIKE = Exchange("who killed Qasem Soleimani?", "the United States military", "Strike", "Qasem Soleimani was killed.")
TESCO = Exchange("who is buying tesco's polish stores?", "Salling", "Sale", "The chain Tesco sells its Polish stores.")
BRIDGE = Exchange(
    "when will the Oresund Bridge close?", "May", "Closed", "The Oresund Bridge will close, said Tomas Eneroth."
)
HONG_KONG = Exchange("when did Trump visit Hong Kong?", "2019", "Visit", "Donald Trump visited Hong Kong in 2019.")


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        (MTS, "where?", "where Huawei partnered with MTS?"),
        (KHAN, "how old was he?", "how old was Usman Khan?"),
        (KHAN, "what was his sentence?", "what was Usman Khan's sentence?"),
        (HEIRESS, "how old was she?", "how old was Gloria Vanderbilt?"),
        (HEIRESS, "who is her son?", "who is Gloria Vanderbilt's son?"),
        (TOILET, "when?", "when was the gold toilet stolen?"),
        (TOILET, "who made it?", "who made the gold toilet?"),
        (KIPCHOGE, "where?", "where did Eliud Kipchoge run his marathon?"),
        (KIPCHOGE, "and his world record?", "what is Eliud Kipchoge's world record?"),
        (KIPCHOGE, "and Boeing, when do they launch?", "when do Boeing launch?"),
        (MOURNING, "for whom?", "for whom did Khamenei order days of mourning?"),
        (SOLEIMANI, "who is he?", "who is Abu Mahdi al-Muhandis?"),
        (WORTH, "who made it?", "who made the gold toilet?"),
        (
            Exchange("what year was the tower built?", "1889", "Tower", "It was."),
            "where?",
            "where was the tower built?",
        ),
        (
            Exchange("wie groß ist Straße X in Paris?", "5", "", "in Paris."),
            "and London?",
            "wie groß ist Straße X in London?",
        ),
        (CENTOS, "and CentOS 7?", "when does CentOS 7 reach end of life?"),
        (CENTOS, "what about CentOS 7?", "when does CentOS 7 reach end of life?"),
        (MTS, "who else?", "who else partnered with MTS?"),
        (MTS, "in 2018?", "who partnered with MTS in 2018?"),
        (MTS, "in berlin?", "who partnered with MTS in berlin?"),
        (BLAST, "when?", "when people died in the explosion?"),
        (BLAST, "how many children?", "how many children died in the explosion?"),
        (KILLED, "when?", "when were people killed by the blast?"),
        (STOLEN, "how much is it worth?", "how much is the gold toilet worth?"),
        (ASTRONAUTS, "how old are they?", "how old are Bob Behnken and Doug Hurley?"),
        (MENDEZ, "how old was he?", "how old was Tony Mendez?"),
        (STRIKE, "how old was he?", "how old was Qasem Soleimani?"),
        (TESCO, "where is it based?", "where is Tesco based?"),
        (BLAST, "how many injured?", "how many people were injured?"),
        (MENDEZ, "how old?", "how old is Tony Mendez?"),
        (STOLEN, "from where?", "from where a gold toilet was stolen from Blenheim Palace?"),
        (BRIDGE, "what did engineers find in its pylons?", "what did engineers find in the Oresund Bridge's pylons?"),
        (BRIDGE, "did Eneroth say it was safe?", "did Eneroth say the Oresund Bridge was safe?"),
        (HONG_KONG, "what did he do there?", "what did Trump do there?"),
    ],
)
def test_a_follow_up_is_completed_from_the_turn_before(before: Exchange, question: str, understood: str) -> None:
    completed = complete(question, [before])
    assert completed is not None
    assert completed.question == understood
    assert completed.about == before.title
    assert completed.leaning in (Leaning.ELLIPSIS, Leaning.POINTER)


def test_a_name_behind_a_bare_question_asks_again_what_was_asked_before_it() -> None:
    where = Exchange("where Huawei partnered with MTS?", "Moscow", MTS.title, MTS.passage)
    when = Exchange("when Huawei partnered with MTS?", "2019", MTS.title, MTS.passage)
    for before in ([MTS, where], [MTS, where, when]):
        completed = complete("and Tele2?", before)
        assert completed is not None
        assert completed.question == "who partnered with Tele2?"


@pytest.mark.parametrize(
    ("asked", "question", "understood"),
    [
        ("how many were arrested over the dead jackal?", "why did they kill it?", "why did they kill the dead jackal?"),
        ("when did Huawei open the shop?", "why did they close it?", "why did Huawei close it?"),
        ("who won the World Cup in 2018?", "and what about 2014?", "who won the World Cup in 2014?"),
    ],
)
def test_what_they_and_it_stand_for(asked: str, question: str, understood: str) -> None:
    completed = complete(question, [Exchange(asked, "France", "", asked)])
    assert completed is not None
    assert completed.question == understood


def test_a_name_behind_a_bare_question_takes_its_place_where_nothing_was_answered_in_it() -> None:
    stolen = Exchange("when was the statue in Rome stolen?", "2019", "", "The statue in Rome was stolen in 2019.")
    why = Exchange("why was the statue in Rome stolen?", "greed", "", "The statue in Rome was stolen out of greed.")
    completed = complete("and in Paris?", [stolen, why])
    assert completed is not None
    assert completed.question == "why was the statue in Paris stolen?"


@pytest.mark.parametrize(
    "question", ["who won the Nobel Prize in 2019?", "how fast did Eliud Kipchoge run?", "what is Aurora?"]
)
def test_a_question_with_a_name_of_its_own_stands_alone(question: str) -> None:
    assert complete(question, [MTS]) is None


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (KHAN, "what type of knife was it?"),
        (TOILET, "how old was the man they arrested?"),
        (Exchange("what did Peebles win?", "a prize", "Nobel", "James Peebles won."), "how much money is it?"),
        (Exchange("where was the film shot?", "near Cairo", "Film", "It was shot near Cairo."), "where did he live?"),
    ],
)
def test_a_pronoun_that_no_name_fits_is_left_to_the_articles_spoken_of(before: Exchange, question: str) -> None:
    completed = complete(question, [before])
    assert completed is not None
    assert (completed.question, completed.leaning) == (question, Leaning.POINTER)


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ([KHAN], "what did Carl Dahl do when he left?", None),
        (
            [KHAN, Exchange("when did he strike?", "On 29 November,", "Knife attack", "Usman Khan struck.")],
            "was he armed?",
            "was Usman Khan armed?",
        ),
        (
            [KHAN, Exchange("where did he work?", "High School", "Knife attack", "Usman Khan worked.")],
            "what did he teach?",
            "what did Usman Khan teach?",
        ),
        (
            [Exchange("why did he think the band lacked effort?", "perfection", "Zappa", "The band played.")],
            "when did they part?",
            "when did the band part?",
        ),
    ],
)
def test_a_pronoun_means_who_was_asked_about_not_whom_an_answer_happens_to_name(
    before: list[Exchange], question: str, understood: str | None
) -> None:
    completed = complete(question, before)
    assert completed is not None
    assert completed.question == (understood or question)


@pytest.mark.parametrize("question", ["how many seats are there in the House?", "is there a cure?", "what's new?"])
def test_there_and_s_point_at_nothing(question: str) -> None:
    completed = complete(question, [KHAN])
    assert completed is None or completed.leaning is Leaning.SILENCE


@pytest.mark.parametrize(
    "question",
    [
        "when did Ford recall its trucks?",
        "how many stores did Tesco say it would sell?",
        "why did Iran say it shot down the jet?",
        "what did Ukraine say about its citizens?",
        "ok who leads Ford?",
    ],
)
def test_a_pronoun_of_what_the_question_itself_names_leans_on_nothing(question: str) -> None:
    assert complete(question, [MTS]) is None


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("and Ericsson?", True),
        ("and ericsson?", True),
        ("what about japan", True),
        ("and in 2009?", False),
        ("since 2018?", False),
        ("and then?", False),
        ("and in January?", False),
        ("and women?", False),
        ("in total?", False),
        ("and the women?", False),
        ("and the operator?", False),
    ],
)
def test_what_is_not_spoken_of_may_stand_anywhere(question: str, elsewhere: bool) -> None:
    completed = complete(question, [MTS])
    assert completed is not None
    assert completed.elsewhere is elsewhere


def test_the_first_question_stands_alone() -> None:
    assert complete("where?", []) is None


def test_a_question_without_a_name_may_lean_on_the_talk() -> None:
    completed = complete("how many people were hurt?", [KHAN])
    assert completed is not None
    assert (completed.question, completed.leaning) == ("how many people were hurt?", Leaning.SILENCE)


@pytest.mark.parametrize("question", ["who died?", "what happened?", "how many survived?", "how come?"])
def test_a_short_question_with_a_verb_of_its_own_has_no_gap(question: str) -> None:
    completed = complete(question, [MTS])
    assert completed is not None
    assert (completed.question, completed.leaning) == (question, Leaning.SILENCE)


def test_a_name_typed_small_counts_as_a_name() -> None:
    assert names_known("what did gloria vanderbilt die of?", [HEIRESS.passage]) == ["Gloria Vanderbilt"]
    assert complete("where did anderson cooper live?", [HEIRESS]) is None
    assert names_known("what did trump say?", ["Donald Trump and Vladimir Putin met."]) == ["Trump"]
    assert names_known("how much is tesco's stake?", ["The chain Tesco sells."]) == ["Tesco"]
    assert names_known("tell us about it", ["He lives in the US."]) == []


def test_the_nearest_person_is_meant_not_an_older_one() -> None:
    completed = complete("how old was he?", [HEIRESS, KHAN])
    assert completed is not None
    assert completed.question == "how old was Usman Khan?"


def test_a_word_of_a_title_is_no_name_when_the_text_has_it_small() -> None:
    deal = Exchange("what did Trump sign?", "a deal", "Trump Signs Trade Deal with China", "The deal was signed.")
    completed = complete("when was the deal signed?", [deal])
    assert completed is not None
    assert completed.leaning is Leaning.SILENCE
    assert names_known("how did the us respond?", ["In the US he"]) == ["US"]


def test_names_leave_question_words_and_owners_behind() -> None:
    assert names_in("What did Netanyahu call Trump's order in the White House?") == [
        "Netanyahu",
        "Trump",
        "White House",
    ]
    assert names_in("who is it") == []


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("Usman Khan", True),
        ("President Xi", True),
        ("J. K. Rowling", True),
        ("MTS", False),
        ("CentOS 7", False),
        ("American Party", False),
        ("WWF Raw", False),
        ("U.S.S. Grayback", False),
        ("Conor O'Brien", True),
        ("Ursula von der Leyen", True),
        ("Mohammed bin Salman", True),
        ("North Korea", False),
        ("Hong Kong", False),
        ("White House", False),
    ],
)
def test_two_capitalised_words_may_be_a_person(name: str, personal: bool) -> None:
    assert is_personal(name) is personal


@pytest.mark.parametrize("question", ["ok", "Okay?", "and", "So?", "what about?", "???"])
def test_a_word_that_asks_nothing_is_left_as_it_is(question: str) -> None:
    assert complete(question, [MTS]) is None


def test_a_month_or_a_number_may_begin_a_name() -> None:
    assert names_in("April Jones met in April with Four Seasons in two cities") == ["April Jones", "Four Seasons"]


@pytest.mark.parametrize("question", ["???", "and", "and ?", "he", "\N{GRINNING FACE}", "what about", "x" * 2000])
def test_odd_follow_ups_do_no_harm(question: str) -> None:
    completed = complete(question, [Exchange("", "", "", ""), MTS])
    assert completed is None or isinstance(completed.question, str)
