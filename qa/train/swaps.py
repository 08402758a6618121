"""Answerable questions turned into unanswerable ones: another name or number, or the opposite word.

The kinds are those that people used most for SQuAD 2.0 (Rajpurkar et al. 2018, table 2: entity swap, antonym).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.sentences import sentences
from qa.train.mixture import Example

#: name of the set in the mixture -> the sets whose questions it is made of
SWAPPED_OF = {"swapped_questions": ("squad_v1.1_train",), "swapped_news": ("news_train", "invented_train")}
STRANGERS = 8  # other questions looked through for a name that the passage has not
NAME = re.compile(r"\b[A-Z][\w'-]*(?: (?:of |the |de |van )?[A-Z][\w'-]*)*")
NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
OPPOSITES = (
    "first last|largest smallest|biggest smallest|most least|highest lowest|before after|northern southern|north south",
    "eastern western|east west|increase decrease|increased decreased|began ended|begin end|start finish",
    "oldest youngest|older younger|maximum minimum|early late|earliest latest|more fewer|best worst|above below",
    "male female|men women|majority minority|longest shortest|internal external|cause prevent",
    "accept reject|accepted rejected|support oppose|supported opposed|buy sell|bought sold|upper lower|strong weak",
)
OPPOSITE = {
    word: other for line in OPPOSITES for pair in line.split("|") for word, other in (pair.split(), pair.split()[::-1])
}


def swaps(examples: list[Example], count: int, seed: int) -> list[Example]:
    """At most `count` of the examples, each asked of something else, with no span."""
    rng = random.Random(seed)
    made: list[Example] = []
    for example in rng.sample(examples, len(examples)):
        if len(made) >= count:
            break
        question = swap(example, rng, examples)
        if question is not None:
            made.append(replace(example, question=question, spans=()))
    return made


def swap(example: Example, rng: random.Random, beside: Sequence[Example] = ()) -> str | None:
    """The question of an example with one name, number or word changed; None where nothing is there to change.

    A name may come from a question of `beside`, too, if the passage does not have it.
    """
    kinds = [_other_name, _opposite, *([_stranger] if beside else [])]
    rng.shuffle(kinds)
    return next((changed for kind in kinds if (changed := kind(example, rng, beside)) is not None), None)


def _other_name(example: Example, rng: random.Random, _: Sequence[Example]) -> str | None:
    """A name or number of the question replaced by one of a sentence that does not answer it."""
    for pattern in (NUMBER, NAME):
        named = list(_named(example.question, pattern, example.context))
        if named:
            chosen = rng.choice(named)
            others = [o for o in _elsewhere(example, pattern) if _alike(o, chosen.group(), example.question)]
            if others:
                return _put(example.question, chosen, rng.choice(others))
    return None


def _stranger(example: Example, rng: random.Random, beside: Sequence[Example]) -> str | None:
    """A name of the question replaced by one of other questions, of which the passage has no word."""
    named = list(_named(example.question, NAME, example.context))
    if not named:
        return None
    chosen, context = rng.choice(named), example.context.casefold()
    asked = [rng.choice(beside).question for _ in range(STRANGERS)]
    others = [name.group() for question in asked for name in _named(question, NAME, question)]
    others = [o for o in others if _alike(o, chosen.group(), example.question)]
    others = [o for o in others if not any(word in context for word in o.casefold().split())]
    return _put(example.question, chosen, rng.choice(others)) if others else None


def _named(question: str, pattern: re.Pattern[str], context: str) -> Iterator[re.Match[str]]:
    """The names or numbers of a question that the context has; its first word is none."""
    return (m for m in pattern.finditer(question) if m.start() > 0 and m.group() in context)


def _put(question: str, name: re.Match[str], other: str) -> str:
    return question[: name.start()] + other + question[name.end() :]


def _alike(other: str, name: str, question: str) -> bool:
    """Whether one could stand for the other: as many words or digits, and nothing of it in the question."""
    if len(other) < 3 or len(other.split()) != len(name.split()) or other.isupper() != name.isupper():
        return False
    if other[0].isdigit() and len(other) != len(name):
        return False
    stems = {word[:5] for word in re.findall(r"\w+", question.lower())}
    return not any(word[:5] in stems for word in re.findall(r"\w+", other.lower()))


def _elsewhere(example: Example, pattern: re.Pattern[str]) -> list[str]:
    """Names or numbers that stand only in sentences without the answer; a sentence's first word is no name."""
    beside, far = set[str](), set[str]()
    for start, end in sentences(example.context):
        found = list(pattern.finditer(example.context, start, end))
        if any(start <= a < end for a, _ in example.spans):
            beside |= {m.group() for m in found}
        else:
            far |= {m.group() for m in found if m.start() > start or pattern is NUMBER}
    answers = [example.context[a:b] for a, b in example.spans]
    return sorted(name for name in far - beside if not any(name in answer for answer in answers))


def _opposite(example: Example, rng: random.Random, _: Sequence[Example]) -> str | None:
    """A word of the question replaced by its opposite, unless the passage has that one too."""
    words = [m for m in re.finditer(r"\w+", example.question) if m.group() in OPPOSITE]
    words = [m for m in words if not re.search(rf"\b{OPPOSITE[m.group()]}\b", example.context, re.IGNORECASE)]
    if not words:
        return None
    chosen = rng.choice(words)
    return example.question[: chosen.start()] + OPPOSITE[chosen.group()] + example.question[chosen.end() :]
