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
    ],
)
def test_a_bare_question_word_takes_the_rest_of_the_last_question(before: Exchange, bare: str, understood: str) -> None:
    assert fill_gap(bare, before) == understood


def test_what_is_asked_again_is_the_newest_question_unless_the_answer_before_fills_it() -> None:
    where = Exchange(fill_gap("where?", MTS), "Moscow", MTS.title, MTS.passage)
    assert asked_again([where, MTS]) == MTS
    assert asked_again([WRESTLER, MTS]) == WRESTLER
    assert asked_again([MTS]) == MTS
