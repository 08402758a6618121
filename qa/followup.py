"""A follow-up question -> a question that stands alone, by what was asked and answered before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from index.words import words
from qa.antecedent import Exchange, expletive, names_somebody, nearest_person, nearest_thing
from qa.ellipsis import AUXILIARY, WH_START, WHEN_PHRASE, asked_again, fill_gap, transplant
from qa.expect import is_plural
from qa.names import TITLES, names_in, names_known

LONGEST_MEMORY = 4  # turns looked back
_PERSON = re.compile(r"\b(he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)
_NOT_SHOUTED = r"(?!(?-i:IT)\b)"  # the IT minister
_THING = re.compile(rf"\b{_NOT_SHOUTED}(it|its|they|them|their|theirs|itself|themselves)\b", re.IGNORECASE)
_ONE_THING = re.compile(rf"\b{_NOT_SHOUTED}(it|its|itself)\b", re.IGNORECASE)
_OWN_SUBJECT = re.compile(
    r"(?P<before>\b(?:do|does|did|has|have|had|will|would|can|could)\s+"
    r"(?!(?:he|she|it|they|him|her|them|its|his|their|there|that|this|we|you|i)\b)[\w'\u2019&.-]+\s+"
    r"(?:[^\s?]+\s+)*?"
    r"(?:(?:say|said|admit|claim|think|believe|announce|promise|deny|expect|hope)\s+(?:that\s+)?(?=(?:it|they)\b)"
    r"|(?=(?:its|their|itself|themselves)\b)))\w+",
    re.IGNORECASE,
)
"""A thing's pronoun that means what the question itself tells of: "when did Ford recall its trucks?"."""
_POINTER = re.compile(
    r"\b(this|that|these|those|(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were|will|any)\b)"
    r"|then|the same|the other|others?|else|ones?|such|former|latter)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\W*(?:(?:and\s+)?(?:what|how) about|and|but|so|or|also|ok|okay)\b[\s,]*", re.IGNORECASE)
_TOLD = (
    r"(?:happen\w*|changed|caused|followed|went|came|fell|broke|burned|won|lost|died|killed|survived|failed|worked|works"
    r"|is|are|was|were|do|does|did)"
)
"""What a "what" or a "how many" may do or have done: with that it is a question of its own."""
_BARE = re.compile(
    r"^(?:(?:in|on|at|to|from|by|for|with|of|since|until)\s+)?"
    r"(?:(?:who|whom|when|where|why|how)(?:\s+(?:exactly|else|so|from|for|with|to|by|about|of|in|on|at))?"
    r"|how\s+(?!come\b|did\b)\w+"
    rf"|(?:whose|what|which|how\s+(?:many|much))(?:\s+(?!{_TOLD}\b)\w+)?)\W*$",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"^\W*(?:(?:in|on|at|near|by|since|until|before|after|from)\s+)?(?:1[89]|20)\d\d\W*$|^\W*(?:in|near|from)\s+(?!(?:where|what|which|whom?|when)\b)\w+\W*$",
    re.IGNORECASE,
)
"""A year or a place without anything asked: "2018?", "in Berlin?"."""
_NOWHERE = frozenset(
    "total then now later after before since yesterday today tomorrow tonight general january february march april may "
    "june july august september october november december".split()
)
"""What is asked with "and" or "in" of the same as before."""
_OWNED = re.compile(r"^(?:his|her|its|their)\b", re.IGNORECASE)
_ASIDE = re.compile(r"^(?P<name>[^,?!]{2,60}),\s+(?P<asked>(?:who|what|which|when|where|why|how)\b.*)", re.IGNORECASE)
_OF_WHAT_KIND = re.compile(
    r"^\W*(?:what|which)\s+(?:\w+\s+){1,4}(?:is|are|was|were)\s+(?:it|they|this|that)\W*$", re.IGNORECASE
)
_RELATIVE_THEY = re.compile(
    r"\b(?!(?:what|which|who|whom|when|where|why|how|and|but|or|if|that)\b)\w+\s+they\b", re.IGNORECASE
)


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
    elsewhere: bool = False
    """Whether it asks the same of somebody or something else, "and Tele2?": what is told of that may stand anywhere."""


def history_text(title: str, question: str = "", answer: str = "") -> str:
    """What a reader is told beside a question: the article spoken of, and the turn before as understood, its answer."""
    return " ".join(part for part in (f"{title}." if title else "", question, answer) if part)


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
    if (lead and not WH_START.match(core) and not AUXILIARY.match(core)) or _FRAGMENT.match(core):
        phrase = core.rstrip("?!. ")
        elsewhere = _is_elsewhere(phrase, texts)
        return Completed(_complete_phrase(phrase, recent), topic, Leaning.ELLIPSIS, elsewhere)
    if _BARE.match(core) and not names_known(core, texts):
        return Completed(fill_gap(core, last), topic, Leaning.ELLIPSIS)
    filled = fill_pronouns(core, recent)
    if filled != core:
        return Completed(filled, topic, Leaning.POINTER)
    named = names_known(core, texts)
    pointing = _OWN_SUBJECT.sub(r"\g<before>", core) if _has_own_subject(core, recent) else core
    if has_pronoun(pointing) or _POINTER.search(pointing):
        return Completed(core, topic, Leaning.SILENCE if named else Leaning.POINTER)
    if named or names_in(WH_START.sub("", core)):
        return None
    return Completed(core, topic, Leaning.SILENCE)


def _is_elsewhere(phrase: str, texts: Sequence[str]) -> bool:
    """Whether the phrase behind "and" names somebody or something, or tells of nothing that was spoken of."""
    if _OWNED.match(phrase):
        return False
    if any(name.casefold() not in TITLES for name in names_known(phrase, texts)):
        return True
    if WHEN_PHRASE.match(phrase) or not re.fullmatch(r"(?:in\s)?[^\W\d]+", phrase):
        return False
    word = phrase.rsplit(maxsplit=1)[-1].casefold()  # "and ericsson?"; but "and women?" asks of the same event
    own = not is_plural(word) and word not in _NOWHERE
    return own and set(words(word)).isdisjoint(told for text in texts for told in words(text))


def _complete_phrase(phrase: str, recent: Sequence[Exchange]) -> str:
    """A question of a phrase behind "and" or "what about"."""
    aside = _ASIDE.match(phrase)
    if aside and (pronoun := _PERSON.search(aside["asked"]) or _THING.search(aside["asked"])):
        asked = aside["asked"]
        return f"{asked[: pronoun.start()]}{_in_place_of(pronoun, aside['name'], asked)}{asked[pronoun.end() :]}?"
    owned = fill_pronouns(phrase, recent) if _OWNED.match(phrase) else phrase
    if owned != phrase:
        return f"what is {owned}?"
    return transplant(phrase, asked_again(recent))


def fill_pronouns(question: str, recent: Sequence[Exchange]) -> str:
    """The question with "she", "it", "their" … replaced by the nearest name of that kind; the newest exchange first."""
    if _OF_WHAT_KIND.match(question) or _RELATIVE_THEY.search(_without_auxiliaries(question)):
        return question
    person = nearest_person(recent, question)
    own = _PERSON.search(question)
    if person and own and not names_somebody(question[: own.start()], recent):
        question = _PERSON.sub(lambda m: _in_place_of(m, person, question), question, count=1)
    pronoun, one = _THING, _ONE_THING.search(question)
    thing = nearest_thing(recent[0], one is None, question)
    if one and re.match(r"the\s.*[^s]$", thing):
        pronoun = _ONE_THING  # "why did they kill it": the dead jackal is no "they"
    if thing and not expletive(question) and not _has_own_subject(question, recent):
        question = pronoun.sub(lambda m: _in_place_of(m, thing, question), question, count=1)
    return question


def _has_own_subject(question: str, recent: Sequence[Exchange]) -> bool:
    """Whether the question names the thing, no person, that its "its" is about: "when did Ford recall its trucks?"."""
    own = _OWN_SUBJECT.search(question)
    texts = [text for e in recent for text in (e.question, e.answer, e.title, e.passage)]
    return own is not None and bool(names_known(own["before"], texts)) and not names_somebody(own["before"], recent)


def _without_auxiliaries(question: str) -> str:
    """The question without "did they", "are they" …: what is left of "they" then stands behind a noun of its own."""
    return re.sub(
        r"\b(?:did|do|does|are|were|is|was|will|would|have|has|had|can|could|should|may|might)(?:n['’]t)?\s+they\b",
        "",
        question,
        flags=re.IGNORECASE,
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
