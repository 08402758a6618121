"""Questions with a gap, "where?", "and Tele2?", filled from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.antecedent import PREPOSITION, Exchange, subject_phrase
from qa.names import names_in, names_known

WH_START = re.compile(
    r"^\W*(?:(?:in|on|at|to|from|by|for|with|of)\s+)?(?:whose|whom|who|what|which|when|where|why|how)\b", re.IGNORECASE
)
_SUBJECT_WH = re.compile(r"^\W*(?:who|what|which\s+(?:\w+\s+){1,3}?)\s*(?=\w+(?:ed|s|d)?\b)", re.IGNORECASE)
_ADVERB_WH = re.compile(
    r"^\W*(?:(?:in|on|at|to|from|by|for|with|of)\s+)?(?:when|where|why|how(?:\s+\w+)?"
    r"|(?:how\s+(?:many|much)|what|which)(?P<counted>(?:\s+\w+){1,4}?))\s+(?=(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could)\b)",
    re.IGNORECASE,
)
AUXILIARY = re.compile(
    r"^(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|may|might)\b", re.IGNORECASE
)
BEGINS_WITH_PREPOSITION = re.compile(rf"{PREPOSITION}\s", re.IGNORECASE)


def fill_gap(question: str, last: Exchange) -> str:
    """A bare "where?", "in which year?" with the rest of the last question behind it."""
    wh = question.rstrip("?!. ")
    if behind := _PREPOSITION_BEHIND.match(wh):  # "what from?", "who with?"
        return f"{fill_gap(behind['wh'], last).rstrip('?')} {behind['preposition']}?"
    adverb = _ADVERB_WH.match(last.question)
    if adverb:
        counted = " ".join((adverb["counted"] or "").split())
        counted = "" if _TIME_OR_PLACE.search(counted) else counted
        return f"{wh} {last.question[adverb.end() :].rstrip('?!. ')} {counted}".rstrip() + "?"
    if told := _told_of_answer(last):
        return f"{wh} {told}?"
    rest = WH_START.sub("", last.question).strip().rstrip("?!. ")
    return f"{wh} {rest}?"


_PREPOSITION_BEHIND = re.compile(
    r"(?P<wh>who|whom|what|which|where)\s+(?P<preposition>from|for|with|to|by|about|of|in|on|at)", re.IGNORECASE
)


def _told_of_answer(last: Exchange) -> str:
    """What is known of the answer to a "who …": "Huawei partnered with MTS"; empty for other questions."""
    subject = _SUBJECT_WH.match(last.question)
    if subject is None or not last.answer:
        return ""
    rest = last.question[subject.end() :].rstrip("?!. ")
    if AUXILIARY.match(rest) and not re.match(r"(?:is|are|was|were)\b", rest):
        return ""
    return f"{last.answer} {rest}"


_TIME_OR_PLACE = re.compile(r"\b(?:year|month|day|date|time|city|town|country|state|place)$", re.IGNORECASE)


_NOW = re.compile(r"\b(?:today|now|currently|nowadays|at the moment|this (?:year|month|week))\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(?P<ordinal>first|second|third|fourth|fifth|sixth|last)\b", re.IGNORECASE)
_ORDINAL_ALONE = re.compile(rf"(?:the\s+)?{_ORDINAL.pattern}(?:\s+one)?", re.IGNORECASE)


def transplant(phrase: str, last: Exchange) -> str:
    """The last question asked of something else: in place of its last name, or of the phrase with the same noun.

    "in Paris" takes the place of a name with its preposition, or else is added; "the second" that of "first", "in 2009"
    that of "today".
    """
    question = last.question
    head = phrase.rsplit(maxsplit=1)[-1].casefold() if phrase.split() else ""
    same_noun = re.search(rf"\b(?:(?:the|its|their|his|her)\s+)?[\w-]+\s+{re.escape(head)}\b", question, re.IGNORECASE)
    if same_noun and len(phrase.split()) > 1:
        return question[: same_noun.start()] + phrase + question[same_noun.end() :]
    year = re.search(r"\b(?:1[0-9]|20)\d\d\b", question)
    new_year = re.search(r"\b(?:1[0-9]|20)\d\d\b", phrase)
    if year and new_year:
        return question[: year.start()] + new_year.group() + question[year.end() :]
    if new_year and (now := _NOW.search(question)):
        return question[: now.start()] + phrase + question[now.end() :]
    if (place := _ORDINAL.search(question)) and (other := _ORDINAL_ALONE.fullmatch(phrase)):
        return question[: place.start()] + other["ordinal"] + question[place.end() :]
    if phrase.startswith("the ") and not names_in(phrase) and (subject := subject_phrase(question)):
        return re.sub(rf"\b(?:the|a|an)\s+{re.escape(subject[4:])}", lambda _: phrase, question, count=1)
    placed = BEGINS_WITH_PREPOSITION.match(phrase)
    for name in reversed(names_known(question, [last.passage, last.title])):
        behind = rf"(?:{PREPOSITION}\s+(?:the\s+)?)" if placed else ""
        places = list(re.finditer(behind + re.escape(name), question, re.IGNORECASE))
        if places and not new_year:
            return question[: places[-1].start()] + phrase + question[places[-1].end() :]
    return f"{question.rstrip('?!. ')} {phrase}?"


def asked_again(recent: Sequence[Exchange]) -> Exchange:
    """The exchange whose question "and Tele2?" asks again: the newest, or the one whose answer fills the newest's gap.

    "who partnered with MTS?", "where?", "and Tele2?" asks who partnered with Tele2: what is known of MTS's partner is
    not asked of Tele2.
    """
    last = recent[0]
    told = ((earlier, _told_of_answer(earlier)) for earlier in recent[1:])
    return next((earlier for earlier, known in told if known and last.question.endswith(f" {known}?")), last)
