"""Questions of one paragraph as turns of a talk: what the one before named is left out or becomes a pronoun."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from index.words import question_words
from qa.followup import history_text
from qa.names import is_personal, names_in
from qa.train.mixture import Example

#: name of the set in the mixture -> the sets whose questions it is made of
TALKED_OF = {
    "talks": ("squad_v1.1_train", "squad_v2.0_train_unanswerable", "squadshifts_new_wiki"),
    "talks_of_news": ("news_train", "invented_train"),
}
NEIGHBOUR_SHARE = 0.7  # of the turns follow the question before them in the file, the others any of their paragraph
ELSEWHERE_SHARE = 0.1  # of the turns follow a question about something else, and stay as they are
PLAIN_DROPPED = 0.5  # of the turns that lean on nothing are left out
TITLE_SHARE = 0.5  # of the histories have the article's title
LEFT_OUT = (
    0.4  # of the names behind a preposition go with it: "who was the president of Peru" -> "who was the president"
)
ALIKE = 0.5  # share of a question's words in the one before from which only its question word may be left

_PREPOSITION = r"(?:of|in|at|for|from|by|on|to|with|about)"
_SUBJECT = re.compile(
    r"(?:\b(?:did|does|do|is|was|are|were|has|have|had|will|would|can|could|and|that|when|while)\s+)$"
)
_GOES_ON = re.compile(
    rf"\s*(?:[?.,]|$|(?:{_PREPOSITION}|is|was|are|were|did|does|do|has|have|had|will|would|can|could|and|or|that|when"
    r"|while|during|after|before|as|be|been)\b)"
)
_BARE = re.compile(
    r"(?:in what year|what year|when|where|why|who|how (?:many|much|old|long|often|far))\b", re.IGNORECASE
)
_HE, _SHE = re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE), re.compile(r"\b(?:she|her|hers)\b", re.IGNORECASE)
_FORMS = {
    "he": ("he", "him", "his"),
    "she": ("she", "her", "her"),
    "it": ("it", "it", "its"),
    "they": ("they", "them", "their"),
}


def talks(examples: Sequence[Example], count: int, seed: int) -> list[Example]:
    """At most `count` of the examples as further turns: each with its history, most leaning on it."""
    rng = random.Random(seed)
    by_context: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_context[example.context].append(example)
    made: list[Example] = []
    for example in rng.sample(examples, len(examples)):
        if len(made) == count:
            break
        before = _before(example, by_context[example.context], examples, rng)
        if before is not None:
            title = example.title.replace("_", " ") if rng.random() < TITLE_SHARE else ""
            answer = before.context[slice(*rng.choice(before.spans))]
            asked = shortened(example, before.question, answer, rng) if before.context == example.context else None
            if asked is None and rng.random() < PLAIN_DROPPED:
                continue
            history = history_text(title, before.question, answer)
            made.append(replace(example, question=asked or example.question, history=history))
    return made


def _before(
    example: Example, beside: Sequence[Example], others: Sequence[Example], rng: random.Random
) -> Example | None:
    """An answered question that the example may follow; None where its paragraph has none."""
    if rng.random() < ELSEWHERE_SHARE:
        other = rng.choice(others)
        return other if other.spans else None
    answered = [other for other in beside if other.spans and other.question != example.question]
    if not answered:
        return None
    place = beside.index(example)
    earlier = [other for other in beside[:place] if other.spans]
    return earlier[-1] if earlier and rng.random() < NEIGHBOUR_SHARE else rng.choice(answered)


def shortened(example: Example, asked: str, answer: str, rng: random.Random) -> str | None:
    """The example's question as one says it behind another and its answer; None where it leans on nothing of them."""
    question = example.question
    said = f"{asked} {answer}".casefold()
    own, before = (_without_names(text) for text in (question, asked))
    bare = _BARE.match(question)
    if bare and own and len(own & before) >= ALIKE * len(own) and not asked.casefold().startswith(bare[0].casefold()):
        return f"{bare[0]}?"
    for name in names_in(question):
        place = re.search(
            rf"(?P<lead>\b{_PREPOSITION}\s+)?(?:\bthe\s+)?{re.escape(name)}(?P<own>['\u2019]s\b)?", question
        )
        if place and name.casefold() in said:
            front = question[: place.start()] + (place["lead"] or "")
            subject = _SUBJECT.search(front.casefold())
            if not (place["own"] or subject or _GOES_ON.match(question, place.end())):
                continue  # "the Apple logo"
            if place["lead"] and not place["own"] and rng.random() < LEFT_OUT:
                return _joined(question[: place.start()], "", question[place.end() :])
            case = 2 if place["own"] else 0 if subject else 1
            return _joined(front, _FORMS[_pronoun(name, example.context)][case], question[place.end() :])
    return None


def _without_names(question: str) -> set[str]:
    return set(question_words(question)) - {word for name in names_in(question) for word in question_words(name)}


def _joined(front: str, between: str, rest: str) -> str:
    return re.sub(r"\s+(?=[?.,]|$)", "", re.sub(r"\s{2,}", " ", f"{front}{between}{rest}")).strip()


def _pronoun(name: str, context: str) -> str:
    """What a text calls somebody or something of this name."""
    men, women = len(_HE.findall(context)), len(_SHE.findall(context))
    if men + women and any(is_personal(whole) for whole in names_in(context) if f" {whole}".endswith(f" {name}")):
        return "he" if men >= women else "she"
    return "they" if name.endswith("s") else "it"
