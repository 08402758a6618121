"""Whom and what a talk speaks of: the person a "he" stands for, the thing an "it" stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.words import question_words, words
from qa.expect import Expected, expected_type, is_plural
from qa.names import TITLES, is_personal, names_in, names_known

LONGEST_NAMING = 6  # words of an answer that names somebody: a longer one tells of several


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


_WHOLE_NAME = re.compile(
    r"[^\W\d_a-z][\w'’.-]*(?:\s(?:(?:al|el|de|van|von|der|bin|ibn)[\s-])?[^\W\d_a-z][\w'’.-]*){1,3}"
)


def nearest_person(recent: Sequence[Exchange], asked: str = "") -> str:
    """The person last spoken of: the answer to a "who", a name in a question, else one in a title.

    The answers to other questions name whom they please, and "he" in a question is somebody spoken of before, but
    nobody whom the question `asked` names itself: "where did he meet Vivienne?".
    """
    for exchange in recent:
        texts = [exchange.passage, exchange.title]
        if described := _who_is(exchange.question, texts):
            from_answer = [described]
        else:
            asked_who = expected_type(exchange.question) is Expected.PERSON
            from_answer = _who_is_named(exchange.answer) if asked_who else []
        asked_of = (re.sub(r"\s\d+$", "", name) for name in names_known(exchange.question, texts))  # "Ann Lee 5" months
        from_question = [
            name for name in asked_of if _is_person(name, texts) and not _is_place(name, exchange.question)
        ]
        named = [name for name in (*from_answer, *from_question) if not _shares_word(name, asked)]
        if named:
            return named[0]
    return next(
        (name for e in recent for name in names_in(e.title) if is_personal(name) and not _shares_word(name, asked)), ""
    )


def _who_is(question: str, texts: Sequence[str]) -> str:
    """The person whom a "who is Ann Lee?" asks about; empty for other questions."""
    asked = _WHO_IS.match(question)
    if asked is None:
        return ""
    named = names_known(asked["named"], texts)
    alone = len(named) == 1 and words(named[0]) == words(asked["named"])
    return named[0] if alone and _is_person(named[0], texts) and named[0].casefold() not in TITLES else ""


_WHO_IS = re.compile(r"^\W*who(?:['\u2019]?s|\s+(?:is|was))\s+(?P<named>[^?]+?)\W*$", re.IGNORECASE)


def _is_place(name: str, question: str) -> bool:
    """Whether the question uses the name as that of a place or a thing: "in Nashville", "the Cosby show"."""
    if name.casefold() in TITLES:
        return False
    behind = r"in|at|near|inside|outside" if is_personal(name) else r"in|at|near|inside|outside|the"
    used = re.search(rf"(\w*)\s+(?:{behind})\s+{re.escape(name)}\b(?!['’]s\b)", question, re.IGNORECASE)
    return used is not None and not _AT_SOMEBODY.fullmatch(used[1])


_AT_SOMEBODY = re.compile(
    r"confidence|trust|faith|believed?|believes|interest|shot|shoot|fired?|thrown?|threw|aimed|directed|looked|angry|mad",
    re.IGNORECASE,
)


def _shares_word(phrase: str, question: str) -> bool:
    """Whether a weighty word of the phrase stands in the question, which means something else by its pronouns then."""
    return bool(set(question_words(phrase)) & set(question_words(question)) - _TITLE_WORDS)


_TITLE_WORDS = frozenset(question_words(" ".join(TITLES)))


def names_somebody(text: str, recent: Sequence[Exchange]) -> bool:
    """Whether a person is named in it, in full or by a part of a name that was told before."""
    texts = [told for e in recent for told in (e.question, e.answer, e.title, e.passage)]
    return any(_is_person(name, texts) for name in names_known(text, texts))


def _who_is_named(answer: str) -> list[str]:
    """The names of an answer to "who …", a person's first; "the governor of Louisiana" is one as it stands."""
    if _WHOLE_NAME.fullmatch(answer):
        return [answer]
    if not _is_short(answer):
        return []
    free = [name for name in names_in(answer) if not _stands_behind_preposition(name, answer)]
    of_people = [name for name in free if is_personal(name)]
    if re.match(r"(?i:the)\s[a-z]", answer) and not of_people:
        return [f"the{answer[3:]}"]
    return [*of_people, *(name for name in free if name not in of_people and answer.endswith(name))]


def nearest_thing(last: Exchange, plural: bool = False, asked: str = "") -> str:
    """The thing last spoken of: what a "which …" was answered with, else what the question is about, else its answer.

    A plural means what a "how many …" counts, and one thing only where that is many: a group, a team. A name behind
    "in" or "near" is where something happened, seldom what happened: it comes last. What the question `asked` names
    itself is not what its pronoun means. Where the last question has such a pronoun, it means the same: what stands
    before that one, or its answer to "who are they?". Empty when only people were named.
    """
    own = None if expletive(last.question) else _SAME_PRONOUN[plural].search(last.question)
    if _WHO_ARE_THEY[plural].match(last.question) and _is_short(last.answer) and _begins_with_name(last.answer):
        thing = last.answer
    elif own:
        thing = _nearest_thing(replace(last, question=last.question[: own.start()], answer=""), plural)
    else:
        thing = _nearest_thing(last, plural)
    return "" if _shares_word(thing, asked) else thing


_DOES = r"\b(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might)\s+"
_SAME_PRONOUN = {True: re.compile(rf"{_DOES}they\b", re.IGNORECASE), False: re.compile(rf"{_DOES}it\b", re.IGNORECASE)}


def expletive(question: str) -> bool:
    """Whether "it" stands for nothing: "how long did it take", "was it raining", "is it true"."""
    return bool(
        re.search(
            r"\bit\s+(?:takes?|took|true|rain(?:s|ing)?|snow(?:s|ing)?|means?|emerged?|happens?|that|to)\b"
            r"|\b(?:is|was|be)\s+it\s+(?:\w+\s+){1,2}(?:to|that)\b|\bit\s+(?:is|was)\s+(?:\w+\s+){0,2}(?:to|that)\b",
            question,
            re.IGNORECASE,
        )
    )


def _nearest_thing(last: Exchange, plural: bool) -> str:
    if asked_what := _WHAT_IS.match(last.question):
        return asked_what["named"]
    answered = last.answer if _is_short(last.answer) and _begins_with_name(last.answer) else ""
    if answered and _ASKS_WHICH.match(last.question):
        return answered
    if (done_to := _was_done_to(last)) and (not plural or is_plural(done_to.split()[-1].casefold())):
        return done_to
    if plural and " and " in answered and expected_type(last.question) is Expected.PERSON:
        return answered
    if (
        plural
        and (counted := _COUNTED.search(last.question))
        and counted["what"].split()[-1].casefold() not in _ANYBODY
    ):
        return f"the {counted['what']}"
    texts = [last.passage, last.title, last.answer]
    named = names_known(last.question, texts)
    things = [name for name in named if not _is_person(name, texts) and not _PEOPLE_OF.fullmatch(name)]
    free = [name for name in things if not _stands_behind_preposition(name, last.question)]
    phrase = subject_phrase(last.question)
    if plural and phrase and not (is_plural(head := phrase.split()[-1].casefold()) or head in _MANY):
        phrase = ""
    if free:
        return phrase if f"{phrase} ".startswith(f"the {free[0]} ") else free[0]
    if phrase:
        return phrase
    if answered and expected_type(last.question) not in (Expected.PERSON, Expected.PLACE):
        return answered
    return things[0] if things else ""


def _was_done_to(last: Exchange) -> str:
    """What a "what was stolen …?" was answered with, "the gold toilet"; empty for other questions."""
    thing = re.match(r"(?:an?|the|its|his|her|their)\s+(?P<named>.+)", last.answer, re.IGNORECASE)
    return f"the {thing['named']}" if thing and _is_short(last.answer) and _WHAT_WAS_DONE.match(last.question) else ""


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


_WHO_ARE_THEY = {
    True: re.compile(
        r"^\W*(?:who\s+(?:are|were)\s+they|what\s+(?:are|were)\s+(?:they\s+called|their\s+names))\W*$", re.IGNORECASE
    ),
    False: re.compile(r"^\W*what\s+(?:is|was)\s+(?:it\s+called|its\s+name)\W*$", re.IGNORECASE),
}
_WHAT_IS = re.compile(
    r"^\W*(?i:what\s+(?:is|are|was|were))\s+(?P<named>(?=[A-Z0-9])(?:[^\s?]+\s){0,4}?[A-Z0-9][^\s?]*(?<!['’]s))\W*$"
)
_MANY = frozenset(
    "airline army audience band bank board cabinet cast choir clergy club coalition committee company council "
    "couple court crew crowd duo family firm gang government group jury majority media military ministry minority "
    "navy opposition pair parliament party people police public regime senate side squad staff team trio union "
    "university".split()
)
"""Nouns of one that a "they" may mean."""
_ASKS_WHICH = re.compile(
    r"^\W*(?:which|what)\s+(?!is\b|are\b|was\b|were\b|did\b|does\b|do\b|has\b|had\b|happened\b)\w+", re.IGNORECASE
)


PREPOSITION = r"\b(?:in|on|at|near|from|to|of|by|off|over|under|into|around|with|for|against|about)"


def _stands_behind_preposition(name: str, question: str) -> bool:
    return bool(re.search(rf"{PREPOSITION}\s+(?:the\s+)?{re.escape(name)}(?!\w)", question, re.IGNORECASE))


_ENDS_PHRASE = (
    "of|in|on|at|to|for|from|by|with|that|who|their|its|his|her|now|today|then|when|after|before|is|was|were|are|did|do|does|has|have|had|will|called|made|found|named"
    "|worth|about|like|cost|costs|get|got|mean|look|looks|come|go|take|start|end|open|close|happen|happened|die|died|live|lives"
)
_PHRASE = re.compile(
    rf"\b(?:the|a|an)\s+((?:(?!(?:the|a|an)\b)[\w-]+\s+){{0,5}}?[\w-]+?)(?=\s+(?:{_ENDS_PHRASE})\b|\W*$)", re.IGNORECASE
)
_ED = r"(?!(?:speed|seed|feed|breed|deed|need|weed|shed|sled)\b)[\w-]{2,}ed"
_VERB_INSIDE = re.compile(rf"(?<=\w)\s+{_ED}\b.*$")
_PARTICIPLE = re.compile(
    rf"\s(?:{_ED}|taken|stolen|given|written|driven|spoken|broken|chosen|beaten|hidden|fallen|frozen|shaken|known|shown|thrown"
    r"|grown|blown|flown|drawn|worn|torn|born|bought|brought|caught|fought|taught|found|held|sold|told|built|made|paid|sent"
    r"|spent|lost|kept|left|met|led|won|shot|hit|cut|put|set|seen)$",
    re.IGNORECASE,
)
_WHAT_WAS_DONE = re.compile(
    rf"^\W*what\s+(?:is|are|was|were|(?:has|have|had)\s+been)(?:\s+being)?{_PARTICIPLE.pattern[:-1]}\b", re.IGNORECASE
)
_PEOPLE_OF = re.compile(
    r"\w+(?:ish|ese|[ie]an)|American|African|Mexican|German|French|Dutch|Greek|Thai|Swiss|Czech|Iraqi|Israeli|Pakistani|Saudi"
)
"""What tells of which country something is, and is no thing itself."""
_HAS_DONE = re.compile(rf"(.+)(?:{_PARTICIPLE.pattern[:-1]}|\s(?:been|become|done|got|gone|had))\b", re.IGNORECASE)
_PASSIVE = re.compile(r"^\W*(?:when|where|why|how)\b.*\b(?:is|are|was|were|has|have|had)\s+$", re.IGNORECASE)
_COUNTED = re.compile(
    r"\bhow\s+many\s+(?:more\s+|other\s+|of\s+the\s+)?(?P<what>(?:(?!of\b)[\w-]+\s+){0,2}?[\w-]+)\s+(?:is|are|was|were)\b",
    re.IGNORECASE,
)
_ANYBODY = frozenset("people persons men women others times years months weeks days hours minutes more of them".split())
_OWN = re.compile(r"(?:their|its|his|her)\b", re.IGNORECASE)
_HAS = re.compile(r"\b(?:has|have|had)\s+$", re.IGNORECASE)
_WHETHER = re.compile(r"\W*(?:is|are|was|were)\s+$", re.IGNORECASE)  # "was the revival successful?"
_NO_SUBJECT = re.compile(
    r"end|start|beginning|middle|rest|purpose|reason|time|same|first|second|third|last|most|\d+s?", re.IGNORECASE
)
_DID = re.compile(r"\b(?:do|does|did|will|would|can|could)\s+$", re.IGNORECASE)


def subject_phrase(question: str) -> str:
    """The first definite phrase of a question, "the gold toilet"; empty when there is none.

    A verb behind it is no part of it: "where was the gold toilet stolen", "what did the minister say".
    """
    found = (match for match in _PHRASE.finditer(question) if not _NO_SUBJECT.fullmatch(match.group(1)))
    match = next(found, None)
    if match is None:
        return ""
    phrase = _VERB_INSIDE.sub("", match.group(1))
    before = question[: match.start()]
    behind = question[match.end() :].strip("?!. ")
    ends = not behind or _OWN.match(behind)
    whether = _WHETHER.match(before) and " " in phrase and phrase == match.group(1)
    if ends and (_DID.search(before) or whether):
        phrase = phrase.rsplit(maxsplit=1)[0]
    elif _HAS.search(before):
        phrase = done[1].removesuffix(" been") if (done := _HAS_DONE.match(phrase)) else phrase
    elif phrase == match.group(1) and _PASSIVE.match(question[: match.start()]):
        phrase = _PARTICIPLE.sub("", phrase)
    return f"the {phrase}"
