"""Questions of one paragraph made into turns of a talk."""

from __future__ import annotations

import random

from tokenizers import Tokenizer

from qa.followup import history_text
from qa.train.features import make_feature
from qa.train.mixture import Example, parse_example
from qa.train.talks import shortened, talks
from tests.test_train import READER

CURIE = "Marie Curie was born in Warsaw in 1867. She discovered polonium in Paris. Her husband was Pierre Curie."


def asked(question: str, answer: str, context: str = CURIE) -> Example:
    start = context.index(answer) if answer else 0
    return Example(question, context, ((start, start + len(answer)),) if answer else (), "Marie Curie")


BORN = "Where was Marie Curie born?"


def said(question: str, before: str = "In which city did Marie Curie grow up?", seed: int = 0) -> str | None:
    return shortened(asked(question, ""), before, "Warsaw", random.Random(seed))


def test_a_name_of_the_question_before_becomes_a_pronoun() -> None:
    assert said("What did Marie Curie discover?") == "What did she discover?"
    assert said("Who was Marie Curie's husband?") == "Who was her husband?"
    assert said("Who wrote about Marie Curie in 1937?") in ("Who wrote about her in 1937?", "Who wrote in 1937?")


def test_a_name_behind_a_preposition_may_be_left_out() -> None:
    made = {said("What is the population of Warsaw?", seed=seed) for seed in range(20)}
    assert made == {"What is the population?", "What is the population of it?"}


def test_of_the_same_asked_otherwise_only_the_question_word_is_left() -> None:
    assert said("When was Marie Curie born?", BORN) == "When?"
    assert said(BORN, BORN) != "Where?"


def test_what_shares_no_name_leans_on_nothing() -> None:
    assert said("Where was Pierre Laplace born?", "Who built the Eiffel Tower?") is None
    assert said("Who designed the Warsaw radio?") is None  # no "the it radio"


def test_each_talk_has_the_answered_question_before_it_as_history() -> None:
    examples = [asked("Where was Marie Curie born?", "Warsaw"), asked("What did Marie Curie discover?", "polonium")]
    examples.append(asked("What did Marie Curie lose?", ""))
    made = talks(examples * 8, 24, seed=2)
    assert made == talks(examples * 8, 24, seed=2)
    assert {e.question for e in made} >= {"What did she discover?", "What did she lose?"}
    assert all(e.history.endswith(("Warsaw", "polonium")) for e in made)


def test_a_line_with_a_history_tells_its_last_turn() -> None:
    row = {"question": "when?", "context": "c", "title": "A title", "answers": []}
    row["history"] = [{"question": "who?", "answer": "he"}, {"question": "where was it?", "answer": "Rome"}]
    assert parse_example(row).history == "A title. where was it? Rome"
    assert parse_example({**row, "history": []}).history == ""


def test_the_history_stands_between_question_and_context() -> None:
    tokenizer = Tokenizer.from_file(str(READER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    history = history_text("", "Where was Marie Curie born?", "Warsaw")
    example = Example("and when?", CURIE, ((CURIE.index("1867"), CURIE.index("1867") + 4),), "", history)
    feature = make_feature(example, tokenizer, random.Random(1))
    head, _, rest = tokenizer.decode(feature.ids, skip_special_tokens=False).partition(" [SEP] marie curie was")
    assert head.endswith("[SEP] where was marie curie born? warsaw")
    assert rest
    assert tokenizer.decode(feature.ids[feature.starts[0] : feature.ends[0] + 1]) == "1867"
