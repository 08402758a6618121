"""Questions with a gap, "where?", "and Tele2?", filled from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.antecedent import LONGEST_NAMING, PREPOSITION, Exchange, nearest_person, subject_phrase
from qa.names import names_known

WH_START = re.compile(
    r"^\W*(?:(?:in|on|at|to|from|by|for|with|of)\s+)?"
    r"(?:whose|whom|(?:who|what|where|when|why|how)(?:['\u2019]?s)?|which)\b",
    re.IGNORECASE,
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


def fill_gap(question: str, last: Exchange) -> str:
    """A bare "where?", "in which year?", "what from?", "who else?" with the rest of the last question behind it."""
    wh = question.rstrip("?!. ")
    if _ELSE.fullmatch(wh) and not _ADVERB_WH.match(last.question):
        return f"{wh} {WH_START.sub('', last.question).strip().rstrip('?!. ')}?"
    if injured := _HOW_MANY_INJURED.fullmatch(wh):
        return f"how many people were {injured['what']}?"
    if (how := _HOW_MUCH.fullmatch(wh)) and (before := _HOW_MUCH_DONE.match(last.question)):
        return f"{how[0]} {before['done'].rstrip('?!. ')}?"
    if _HOW_OLD.fullmatch(wh) and (person := nearest_person([last])):
        return f"{wh} is {person}?"
    if behind := _PREPOSITION_BEHIND.fullmatch(wh):
        rest = _ENDS_WITH_PREPOSITION.sub("", fill_gap(behind["wh"], last).rstrip("?"))
        return f"{rest} {behind['preposition']}?"
    adverb = _ADVERB_WH.match(last.question)
    if adverb:
        counted = " ".join((adverb["counted"] or "").split())
        counted = "" if _TIME_OR_PLACE.search(counted) or _HOW_MUCH.fullmatch(wh) else counted
        rest = last.question[adverb.end() :].rstrip("?!. ")
        if counted and (been := _COUNTED_ARE.match(rest)):
            return f"{wh} {been[0]} {counted}{rest[been.end() :]}?"
        return f"{wh} {rest} {counted}".rstrip() + "?"
    if told := _told_of_answer(last):
        return f"{wh} {told}?"
    rest = re.sub(r"^(?:many|much)\s+", "", WH_START.sub("", last.question).strip(), flags=re.IGNORECASE)
    return f"{wh} {rest.rstrip('?!. ')}?"


_COUNTED_ARE = re.compile(r"(?:is|are|was|were)\b(?=\s(?!(?:he|she|it|they|you|we|the|an?)\b|[A-Z]))")
_ELSE = re.compile(r"(?:who|whom|what|which)(?:\s+\w+)?\s+else", re.IGNORECASE)
_HOW_MUCH = re.compile(r"how\s+(?:many|much)(?:\s+[\w-]+){1,3}", re.IGNORECASE)
_HOW_MUCH_DONE = re.compile(
    rf"\W*how\s+(?:many|much)\s+(?:[\w-]+\s+){{1,2}}?(?P<done>(?:{AUXILIARY.pattern.removeprefix('^')}|\w+ed\b|died\b).*)",
    re.IGNORECASE,
)
"""A question of how many have done something, not of how many somebody has."""
_HOW_MANY_INJURED = re.compile(r"how\s+many\s+(?P<what>\w+ed|hurt|dead|missing|taken|found)", re.IGNORECASE)
_HOW_OLD = re.compile(r"how\s+(?:old|young|tall|rich|heavy)", re.IGNORECASE)
_PREPOSITION_BEHIND = re.compile(
    r"(?P<wh>who|whom|what|which|where)\s+(?P<preposition>from|for|with|to|by|about|of|in|on|at)", re.IGNORECASE
)
_ENDS_WITH_PREPOSITION = re.compile(rf"\s{PREPOSITION}$", re.IGNORECASE)
_TIME_OR_PLACE = re.compile(r"\b(?:year|month|day|date|time|city|town|country|state|place)$", re.IGNORECASE)


def _told_of_answer(last: Exchange) -> str:
    """What is known of the answer to a "who …": "Huawei partnered with MTS"; empty for other questions."""
    subject = _SUBJECT_WH.match(last.question)
    if subject is None or not last.answer:
        return ""
    rest = last.question[subject.end() :].rstrip("?!. ")
    said_of = re.match(r"(?:is|are|was|were)\b", rest)
    if (AUXILIARY.match(rest) and not said_of) or (said_of and len(last.answer.split()) > LONGEST_NAMING):
        return ""
    return f"{last.answer} {rest}"


_NOW = re.compile(
    r"\s*(?:\b(?:in|until|by|since|as of)\s+)?"
    r"\b(?:today|now|currently|nowadays|at the moment|this (?:year|month|week))\b",
    re.IGNORECASE,
)
_ORDINAL = r"(?P<ordinal>first|second|third|fourth|fifth|sixth|last)"
_ORDINAL_INSIDE = re.compile(
    rf"(?:\b(?:the|a|an|its|his|her|their)\s+){_ORDINAL}(?=\s+(?!{PREPOSITION}\b)\w)", re.IGNORECASE
)
_ORDINAL_ALONE = re.compile(rf"(?:the\s+)?{_ORDINAL}(?:\s+one)?", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_ROLE = r"(?:CEO|CFO|COO|CTO|PM|VP)"
WHEN_PHRASE = re.compile(
    r"(?:after|before|during|since|until|between|per|now|then|today|tomorrow|yesterday|tonight|this|last|next)\b"
    r"|(?:1\d|20)\d\d$|.*\b(?:ago|later|earlier)$",
    re.IGNORECASE,
)
_WHETHER_THEY = re.compile(
    rf"(?:{WH_START.pattern}\s+(?:\w+\s+){{0,2}}?)?(?:{AUXILIARY.pattern.removeprefix('^')})\s+(?P<pronoun>he|she|it|they)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(rf"\W*(?:$|{PREPOSITION}\b|{AUXILIARY.pattern.removeprefix('^')})", re.IGNORECASE)
"""What follows a name that is no part of a longer phrase: "the US", but not "the Huawei deal"."""
_SAME_PLACE = frozenset(["in", "at", "near", "on"])


def transplant(phrase: str, last: Exchange) -> str:
    """The last question asked of something else: in place of its last name, or of the phrase with the same noun.

    "the second" takes the place of "first", "in 2009" that of "today", "the chief executive" that of another role. "in
    Paris" takes the place of a name behind "in", or else is added.
    """
    question = last.question
    ordinal, other = _ORDINAL_INSIDE.search(question), _ORDINAL_ALONE.fullmatch(phrase)
    if ordinal and other:
        return question[: ordinal.start("ordinal")] + other["ordinal"] + question[ordinal.end() :]
    head = phrase.rsplit(maxsplit=1)[-1].casefold() if phrase.split() else ""
    same_noun = re.search(rf"\b(?:(?:the|its|their|his|her)\s+)?[\w-]+\s+{re.escape(head)}\b", question, re.IGNORECASE)
    if same_noun and len(phrase.split()) > 1 and not other:
        return question[: same_noun.start()] + phrase + question[same_noun.end() :]
    year, new_year = _YEAR.search(question), _YEAR.search(phrase)
    if year and new_year:
        return question[: year.start()] + new_year.group() + question[year.end() :]
    if new_year and (now := _NOW.search(question)):
        rest = f"{question[: now.start()]}{question[now.end() :]}".rstrip("?!. ")
        return f"{rest} {f'in {phrase}' if phrase == new_year.group() else phrase}?"
    if not other and (role := _other_role(phrase, question)):
        return role
    placed = re.match(rf"{PREPOSITION}(?=\s)", phrase, re.IGNORECASE)
    timed = new_year or WHEN_PHRASE.match(phrase)
    if not timed and (renamed := _other_name(phrase, placed.group() if placed else "", last)):
        return renamed
    if not placed and not WHEN_PHRASE.match(phrase) and (whether := _WHETHER_THEY.match(question)):
        return f"{question[: whether.start('pronoun')]}{phrase}{question[whether.end('pronoun') :]}"
    return f"{question.rstrip('?!. ')} {phrase}?"


def _other_name(phrase: str, preposition: str, last: Exchange) -> str:
    """The last question with the phrase for its last name, of those behind the same preposition; empty without one."""
    question, behind = last.question, ""
    if preposition:
        same = _SAME_PLACE if preposition.casefold() in _SAME_PLACE else {preposition.casefold()}
        behind = rf"\b(?:{'|'.join(sorted(same))})\s+(?:the\s+)?"
    for name in reversed(names_known(question, [last.passage, last.title])):
        owner = re.sub(rf"^{_ROLE} of ", "", name)
        places = list(re.finditer(rf"{behind}(?<!\w){re.escape(owner)}(?!\w)", question, re.IGNORECASE))
        if places:
            before, rest = question[: places[-1].start()], question[places[-1].end() :]
            article = re.search(r"\bthe\s+$", before, re.IGNORECASE)
            if article and (phrase.casefold().startswith("the ") or (not preposition and _GOES_ON.match(rest))):
                before = before[: article.start()]
            return before + phrase + rest
    return ""


def _other_role(phrase: str, question: str) -> str:
    """The question "who is the …" or "… the … of" asked of another role; empty when it asks of none."""
    if not re.fullmatch(rf"the\s(?:{_ROLE}|[^A-Z]+)", phrase):
        return ""
    subject = re.escape(re.sub(r"^the\s", "", subject_phrase(question)))
    found = subject and (
        re.match(
            rf"\W*(?:who|what)\s+(?:is|are|was|were)\s+(?P<role>(?:the|a|an)\s+{subject})\b", question, re.IGNORECASE
        )
        or re.search(rf"(?<!in )(?<!of )(?<!at )(?P<role>\b(?:the|a|an)\s+{subject})\s+of\b", question, re.IGNORECASE)
    )
    return question[: found.start("role")] + phrase + question[found.end("role") :] if found else ""


def asked_again(recent: Sequence[Exchange]) -> Exchange:
    """The exchange whose question "and Tele2?" asks again: the newest, or the one whose answer fills the newest's gap.

    "who partnered with MTS?", "where?", "and Tele2?" asks who partnered with Tele2: what is known of MTS's partner is
    not asked of Tele2.
    """
    last = recent[0]
    if not re.match(r"(?:where|when|why|what\s+\S.*\sfor\W*$)", last.question, re.IGNORECASE):
        return last
    asked = _ENDS_WITH_PREPOSITION.sub("", last.question.rstrip("?"))
    told = ((earlier, _told_of_answer(earlier)) for earlier in recent[1:])
    return next((earlier for earlier, known in told if known and asked.endswith(f" {known}")), last)
