from __future__ import annotations

import pytest

from qa.antecedent import Exchange
from qa.ellipsis import asked_again, fill_gap, transplant

BOMBS = Exchange("where did the first bomb go off in the attack?", "a cathedral", "Bombs kill 20", "The first bomb.")
STARBUCKS = Exchange(
    "Who is the chief financial officer of Starbucks?", "Troy Alstead", "Starbucks", "Troy Alstead of Starbucks said."
)
BROWSER = Exchange("what share of the market does the browser have today?", "56 percent", "Browser", "56 percent.")
MTS = Exchange("who partnered with MTS?", "Huawei", "Red carpet", "MTS has teamed up with Huawei in Moscow.")
WRESTLER = Exchange("when did Jon Huber die?", "Saturday", "Wrestler dies", "Jon Huber died on Saturday.")


def asked(question: str, answer: str = "") -> Exchange:
    return Exchange(question, answer, "", f"{question} {answer}")


@pytest.mark.parametrize(
    ("before", "phrase", "understood"),
    [
        (BOMBS, "the second", "where did the second bomb go off in the attack?"),
        (BOMBS, "the second one", "where did the second bomb go off in the attack?"),
        (STARBUCKS, "the chief executive", "Who is the chief executive of Starbucks?"),
        (STARBUCKS, "McDonald's", "Who is the chief financial officer of McDonald's?"),
        (BROWSER, "in 2009", "what share of the market does the browser have in 2009?"),
        (BROWSER, "in Europe", "what share of the market does the browser have today in Europe?"),
        (MTS, "Tele2", "who partnered with Tele2?"),
        (STARBUCKS, "the CEO", "Who is the CEO of Starbucks?"),
        (asked("Who is the CEO of Starbucks?"), "Apple", "Who is the CEO of Apple?"),
        (asked("how long did the war last?"), "the second", "how long did the war last the second?"),
        (asked("why did the UN leave the country?"), "the EU", "why did the EU leave the country?"),
        (asked("when did the last train leave Rome?"), "the first", "when did the first train leave Rome?"),
        (asked("when was the first attack?"), "the second", "when was the second attack?"),
        (asked("how many people voted for Trump?"), "in Texas", "how many people voted for Trump in Texas?"),
        (asked("when was the gold toilet stolen?"), "the price", "when was the gold toilet stolen the price?"),
        (asked("how many men died in the attack?"), "the women", "how many men died in the attack the women?"),
        (asked("who is now president of France?"), "in 2009", "who is president of France in 2009?"),
        (asked("how many people live there now?"), "2009", "how many people live there in 2009?"),
        (asked("did they record alone?"), "the drummers", "did the drummers record alone?"),
        (asked("did they win?"), "after the break", "did they win after the break?"),
        (asked("how many cars did Volkswagen sell?"), "last year", "how many cars did Volkswagen sell last year?"),
        (asked("who owns the New York Times?"), "the Washington Post", "who owns the Washington Post?"),
        (asked("who is the president of the US?"), "China", "who is the president of China?"),
        (asked("How far is the Sun from us?"), "Venus", "How far is Venus from us?"),
        (asked("who signed the Huawei deal?"), "Nokia", "who signed the Nokia deal?"),
        (asked("when did they sing?"), "the drummers", "when did the drummers sing?"),
    ],
)
def test_the_last_question_is_asked_of_something_else(before: Exchange, phrase: str, understood: str) -> None:
    assert transplant(phrase, before) == understood


@pytest.mark.parametrize(
    ("before", "bare", "understood"),
    [
        (WRESTLER, "where?", "where did Jon Huber die?"),
        (WRESTLER, "what of?", "what did Jon Huber die of?"),
        (WRESTLER, "where from", "where did Jon Huber die from?"),
        (MTS, "what for?", "what Huawei partnered with MTS for?"),
        (asked("who won the race?", "Bolt"), "which one?", "which one Bolt won the race?"),
        (
            asked("What is Senses Fail?", "what a singer of many words once said of it"),
            "what band?",
            "what band is Senses Fail?",
        ),
        (asked("where was it taken from?"), "where to?", "where was it taken to?"),
    ],
)
def test_a_bare_question_word_takes_the_rest_of_the_last_question(before: Exchange, bare: str, understood: str) -> None:
    assert fill_gap(bare, before) == understood


def test_what_is_asked_again_is_the_newest_question_unless_the_answer_before_fills_it() -> None:
    where = Exchange(fill_gap("where?", MTS), "Moscow", MTS.title, MTS.passage)
    assert asked_again([where, MTS]) == MTS
    assert asked_again([WRESTLER, MTS]) == WRESTLER
    assert asked_again([MTS]) == MTS
    purpose = Exchange(fill_gap("what for?", MTS), "5G", MTS.title, MTS.passage)
    assert asked_again([purpose, MTS]) == MTS
