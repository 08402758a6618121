"""A follow-up question -> a question that stands alone, by what was asked and answered before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qa.expect import Expected, expected_type
from qa.names import is_personal, names_in, names_known

LONGEST_MEMORY = 4  # turns looked back
LONGEST_NAMING = 6  # words of an answer that names somebody: a longer one tells of several
_PERSON = re.compile(r"\b(he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)
_THING = re.compile(r"\b(it|its|they|them|their|theirs|itself|themselves)\b", re.IGNORECASE)
_POINTER = re.compile(
    r"\b(this|that|these|those|(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were|will|any)\b)"
    r"|then|the same|the other|others?|else|ones?|such|former|latter)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*(?:and|but|so|or|also|ok|okay|what about|how about|and what about|and how about)\b[\s,]*", re.IGNORECASE
)
_BARE = re.compile(
    r"^(?:(?:in|on|at|to|from|by|for|with|of|since|until)\s+)?"
    r"(?P<wh>whose|whom|who|what|which|when|where|why|how(?:\s+(?:many|much|old|long|far|often|big|tall|large|soon))?)"
    r"(?:\s+(?:year|day|date|month|time|city|country|place|hospital|people|exactly|else|so|ones?|one|kind|type|\w+))?\W*$",
    re.IGNORECASE,
)
_WH_START = re.compile(
    r"^\W*(?:(?:in|on|at|to|from|by|for|with|of)\s+)?(?:whose|whom|who|what|which|when|where|why|how)\b", re.IGNORECASE
)
_SUBJECT_WH = re.compile(r"^\W*(?:who|what|which\s+(?:\w+\s+){1,3}?)\s*(?=\w+(?:ed|s|d)?\b)", re.IGNORECASE)
_ADVERB_WH = re.compile(
    r"^\W*(?:(?:in|on|at|to|from|by|for|with|of)\s+)?(?:when|where|why|how(?:\s+\w+)?"
    r"|(?:how\s+(?:many|much)|what|which)(?P<counted>(?:\s+\w+){1,4}?))\s+(?=(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could)\b)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"^(?:his|her|its|their)\b", re.IGNORECASE)
_ASIDE = re.compile(r"^(?P<name>[^,?!]{2,60}),\s+(?P<asked>(?:who|what|which|when|where|why|how)\b.*)", re.IGNORECASE)
_OF_WHAT_KIND = re.compile(
    r"^\W*(?:what|which)\s+(?:\w+\s+){1,4}(?:is|are|was|were)\s+(?:it|they|this|that)\W*$", re.IGNORECASE
)
_RELATIVE_THEY = re.compile(
    r"\b(?!(?:what|which|who|whom|when|where|why|how|and|but|or|if|that)\b)\w+\s+they\b", re.IGNORECASE
)
_AUXILIARY = re.compile(
    r"^(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|may|might)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an earlier turn leaves behind."""

    question: str
    """As it was understood."""
    answer: str
    """The first answer; empty when there was none."""
    title: str
    """Title of the article it stands in; of the nearest one when there was no answer."""
    passage: str
    """The passage it stands in."""
    article: str = ""
    """Id of that article; empty when there is none."""
    end: int = -1
    """One past the answer's last character, counted in the article; -1 without an answer."""


class Leaning(Enum):
    """How a question shows that it leans on what came before."""

    ELLIPSIS = "it is no question without it: where?, and Tele2?"
    POINTER = "a word stands for what was spoken of: how old was he?"
    SILENCE = "it names nothing of its own, and may be about something else: how many people were hurt?"


@dataclass(frozen=True, slots=True)
class Completed:
    """A question as it is understood after the turns before it."""

    question: str
    """With its pronouns and gaps filled."""
    about: str
    """What the talk is about: the title of the article spoken of."""
    leaning: Leaning


def has_pronoun(question: str) -> bool:
    """Whether a "he", "it" or "they" is left in it."""
    return bool(_PERSON.search(question) or _THING.search(question))


def complete(question: str, before: Sequence[Exchange]) -> Completed | None:
    """The question completed from the exchanges before it (oldest first); None when it stands alone."""
    recent = list(before)[-LONGEST_MEMORY:][::-1]
    if not recent:
        return None
    last, topic = recent[0], recent[0].title
    texts = [text for e in recent for text in (e.question, e.answer, e.title, e.passage)]
    lead = _LEAD.match(question)
    core = question[lead.end() :].strip() if lead else question.strip()
    if not re.search(r"\w", core):
        return None
    if lead and core and not _WH_START.match(core) and not _AUXILIARY.match(core):
        return Completed(_complete_phrase(core.rstrip("?!. "), recent), topic, Leaning.ELLIPSIS)
    if _BARE.match(core) and not names_known(core, texts):
        return Completed(fill_gap(core, last), topic, Leaning.ELLIPSIS)
    filled = fill_pronouns(core, recent)
    if filled != core or lead:
        return Completed(filled, topic, Leaning.POINTER)
    named = names_known(core, texts)
    if has_pronoun(core) or _POINTER.search(core):
        return Completed(core, topic, Leaning.SILENCE if named else Leaning.POINTER)
    if named or names_in(_WH_START.sub("", core)):
        return None
    return Completed(core, topic, Leaning.SILENCE)


def _complete_phrase(phrase: str, recent: Sequence[Exchange]) -> str:
    """A question of a phrase behind "and" or "what about"."""
    aside = _ASIDE.match(phrase)
    if aside and (pronoun := _PERSON.search(aside["asked"]) or _THING.search(aside["asked"])):
        asked = aside["asked"]
        return f"{asked[: pronoun.start()]}{_in_place_of(pronoun, aside['name'], asked)}{asked[pronoun.end() :]}?"
    owned = fill_pronouns(phrase, recent) if _OWNED.match(phrase) else phrase
    if owned != phrase:
        return f"what is {owned}?"
    place = _BEGINS_WITH_PREPOSITION.match(phrase)
    return transplant(phrase, recent[0] if place else _asked_again(recent))


def _asked_again(recent: Sequence[Exchange]) -> Exchange:
    """The exchange whose question "and Tele2?" asks again: the newest, or the one whose answer fills the newest's gap.

    "who partnered with MTS?", "where?", "and Tele2?" asks who partnered with Tele2: what is known of MTS's partner is
    not asked of Tele2.
    """
    last = recent[0]
    told = ((earlier, _told_of_answer(earlier)) for earlier in recent[1:])
    return next((earlier for earlier, known in told if known and last.question.endswith(f" {known}?")), last)


def fill_pronouns(question: str, recent: Sequence[Exchange]) -> str:
    """The question with "she", "it", "their" … replaced by the nearest name of that kind; the newest exchange first."""
    if _OF_WHAT_KIND.match(question) or _RELATIVE_THEY.search(_without_auxiliaries(question)):
        return question
    person, thing = nearest_person(recent), nearest_thing(recent[0])
    own = _PERSON.search(question)
    if person and own and not any(is_personal(name) for name in names_in(question[: own.start()])):
        question = _PERSON.sub(lambda m: _in_place_of(m, person, question), question, count=1)
    if thing and not _expletive(question):
        question = _THING.sub(lambda m: _in_place_of(m, thing, question), question, count=1)
    return question


def _without_auxiliaries(question: str) -> str:
    """The question without "did they", "are they" …: what is left of "they" then stands behind a noun of its own."""
    return re.sub(
        r"\b(?:did|do|does|are|were|is|was|will|would|have|has|had|can|could|should|may|might)(?:n['’]t)?\s+they\b",
        "",
        question,
        flags=re.IGNORECASE,
    )


def _expletive(question: str) -> bool:
    """Whether "it" stands for nothing: "how long did it take", "was it raining", "is it true"."""
    return bool(
        re.search(
            r"\bit\s+(?:takes?|took|true|rain(?:s|ing)?|snow(?:s|ing)?|means?|that|to)\b"
            r"|\b(?:is|was|be)\s+it\s+(?:\w+\s+){1,2}(?:to|that)\b|\bit\s+(?:is|was)\s+(?:\w+\s+){0,2}(?:to|that)\b",
            question,
            re.IGNORECASE,
        )
    )


def _in_place_of(match: re.Match[str], name: str, question: str) -> str:
    word, after = match.group().casefold(), question[match.end() :].lstrip()
    possessive = word in ("his", "its", "their") or (
        word == "her" and bool(re.match(r"[a-z]", after)) and not _stops(after)
    )
    return f"{name}'s" if possessive else name


def _stops(after: str) -> bool:
    return bool(
        re.match(r"(?:in|on|at|to|for|from|by|with|when|after|before|and|or|is|was|did)\b", after, re.IGNORECASE)
    )


_WHOLE_NAME = re.compile(
    r"[^\W\d_a-z][\w'’.-]*(?:\s(?:(?:al|el|de|van|von|der|bin|ibn)[\s-])?[^\W\d_a-z][\w'’.-]*){1,3}"
)


def nearest_person(recent: Sequence[Exchange]) -> str:
    """The person last spoken of: the answer to a "who", a name in a question, else one in a title.

    The answers to other questions name whom they please, and "he" in a question is somebody spoken of before.
    """
    for exchange in recent:
        asked_who = expected_type(exchange.question) is Expected.PERSON
        said = names_in(exchange.answer) if asked_who and _is_short(exchange.answer) else []
        from_answer = [exchange.answer] if asked_who and _WHOLE_NAME.fullmatch(exchange.answer) else said
        texts = [exchange.passage, exchange.title]
        from_question = [name for name in names_known(exchange.question, texts) if _is_person(name, texts)]
        for names in (from_answer, from_question) if asked_who else (from_question,):
            if names:
                return names[0]
    return next((name for e in recent for name in names_in(e.title) if is_personal(name)), "")


def nearest_thing(last: Exchange) -> str:
    """The thing last spoken of: what a "which …" was answered with, else what the question is about, else its answer.

    A name behind "in" or "near" is where something happened, seldom what happened: it comes last. Empty when only
    people were named.
    """
    answered = last.answer if _is_short(last.answer) and _begins_with_name(last.answer) else ""
    if answered and _ASKS_WHICH.match(last.question):
        return answered
    texts = [last.passage, last.title, last.answer]
    things = [name for name in names_known(last.question, texts) if not _is_person(name, texts)]
    free = [name for name in things if not _stands_behind_preposition(name, last.question)]
    if free:
        return free[0]
    if phrase := subject_phrase(last.question):
        return phrase
    if answered and expected_type(last.question) not in (Expected.PERSON, Expected.PLACE):
        return answered
    return things[0] if things else ""


def _begins_with_name(answer: str) -> bool:
    return any(re.sub(r"^the\s", "", answer, flags=re.IGNORECASE).startswith(name) for name in names_in(answer)[:1])


def _is_short(answer: str) -> bool:
    return len(answer.split()) <= LONGEST_NAMING


def _is_person(name: str, texts: Sequence[str]) -> bool:
    """Whether it looks like a person's name, or is a part of one that does."""
    return is_personal(name) or any(
        f" {name} " in f" {known} " and known != name and is_personal(known)
        for text in texts
        for known in names_in(text)
    )


_ASKS_WHICH = re.compile(
    r"^\W*(?:which|what)\s+(?!is\b|are\b|was\b|were\b|did\b|does\b|do\b|has\b|had\b|happened\b)\w+", re.IGNORECASE
)


_PREPOSITION = r"\b(?:in|on|at|near|from|to|of|by|off|over|under|into|around|with|for|against|about)"
_BEGINS_WITH_PREPOSITION = re.compile(rf"{_PREPOSITION}\s", re.IGNORECASE)


def _stands_behind_preposition(name: str, question: str) -> bool:
    return bool(re.search(rf"{_PREPOSITION}\s+(?:the\s+)?{re.escape(name)}", question, re.IGNORECASE))


_ENDS_PHRASE = (
    "of|in|on|at|to|for|from|by|with|that|who|is|was|were|are|did|do|does|has|have|had|will|called|made|found|named"
    "|worth|about|like|cost|costs|get|got|mean|look|looks|come|go|take|start|end|open|close|happen|happened|die|died|live|lives"
)
_PHRASE = re.compile(rf"\b(?:the|a|an)\s+((?:[\w-]+\s+){{0,3}}?[\w-]+?)(?=\s+(?:{_ENDS_PHRASE})\b|\W*$)", re.IGNORECASE)
_VERB_INSIDE = re.compile(r"(?<=\w)\s+[\w-]+ed\b.*$")
_PARTICIPLE = re.compile(r"\s\w+(?:ed|en|wn|ught|ound|eld|ilt)$")
_DID = re.compile(r"\b(?:do|does|did|will|would|can|could)\s+(?:the|a|an)\b", re.IGNORECASE)


def subject_phrase(question: str) -> str:
    """The first definite phrase of a question, "the gold toilet"; empty when there is none.

    A verb behind it is no part of it: "where was the gold toilet stolen", "what did the minister say".
    """
    match = _PHRASE.search(question)
    if match is None:
        return ""
    phrase = _VERB_INSIDE.sub("", match.group(1))
    if not question[match.end() :].strip("?!. "):
        phrase = phrase.rsplit(maxsplit=1)[0] if _DID.search(question) else _PARTICIPLE.sub("", phrase)
    return f"the {phrase}"


def fill_gap(question: str, last: Exchange) -> str:
    """A bare "where?", "in which year?" with the rest of the last question behind it."""
    wh = question.rstrip("?!. ")
    adverb = _ADVERB_WH.match(last.question)
    if adverb:
        counted = " ".join((adverb["counted"] or "").split())
        counted = "" if _TIME_OR_PLACE.search(counted) else counted
        return f"{wh} {last.question[adverb.end() :].rstrip('?!. ')} {counted}".rstrip() + "?"
    if told := _told_of_answer(last):
        return f"{wh} {told}?"
    rest = _WH_START.sub("", last.question).strip().rstrip("?!. ")
    return f"{wh} {rest}?"


def _told_of_answer(last: Exchange) -> str:
    """What is known of the answer to a "who …": "Huawei partnered with MTS"; empty for other questions."""
    subject = _SUBJECT_WH.match(last.question)
    if subject is None or not last.answer:
        return ""
    rest = last.question[subject.end() :].rstrip("?!. ")
    if _AUXILIARY.match(rest) and not re.match(r"(?:is|are|was|were)\b", rest):
        return ""
    return f"{last.answer} {rest}"


_TIME_OR_PLACE = re.compile(r"\b(?:year|month|day|date|time|city|town|country|state|place)$", re.IGNORECASE)


def transplant(phrase: str, last: Exchange) -> str:
    """The last question asked of something else: in place of its last name, or of the phrase with the same noun.

    "in Paris" takes the place of a name with its preposition, or else is added.
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
    placed = _BEGINS_WITH_PREPOSITION.match(phrase)
    for name in reversed(names_known(question, [last.passage, last.title])):
        behind = rf"(?:{_PREPOSITION}\s+(?:the\s+)?)" if placed else ""
        places = list(re.finditer(behind + re.escape(name), question, re.IGNORECASE))
        if places and not new_year:
            return question[: places[-1].start()] + phrase + question[places[-1].end() :]
    return f"{question.rstrip('?!. ')} {phrase}?"
