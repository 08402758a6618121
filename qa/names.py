"""Names in a question or a quote: what a later "she", "it" or "there" may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.words import words

_NAME_PART = r"[^\W\d_a-z][\w'\N{RIGHT SINGLE QUOTATION MARK}&.-]*"
_NAME = re.compile(
    rf"\b{_NAME_PART}(?:\s+(?:(?:of|the|de|del|van|von|der|al|bin|and|for)\s+){{0,2}}{_NAME_PART}|\s+\d+\b)*"
)
_WORD = re.compile(r"[\w'\N{RIGHT SINGLE QUOTATION MARK}&-]+")
_NOT_NAMES = frozenset(
    "who whom whose what which when where why how did do does is are was were has have had can could will would should "
    "the a an in on at of and or but if so then i my we our you your he she it they his her its their this that these "
    "those there also not no yes please tell name list give show to from by with for about as after before during "
    "since until yesterday today tomorrow monday tuesday wednesday thursday friday saturday sunday".split()
)
_ALONE_NO_NAMES = frozenset(
    "january february march april may june july august september october november december one two three four five six "
    "seven eight nine ten".split()
)
"""They begin names too: April Jones, Four Seasons."""
_NO_PEOPLE = frozenset(
    "academy act administration agency airport album alliance army association authority award awards bank board "
    "bureau business center centre championship championships circuit city club coast college commission "
    "committee company conference congress constitution corporation council county cup department dynasty "
    "election empire federation festival film force forces forum foundation fund games government group hospital "
    "hotel institute island islands journal kingdom league magazine market ministry mountain movement museum navy "
    "network news office organisation organization palace parliament party police prize project records report "
    "republic review river road school senate series services show society squad stadium state states station "
    "studio studios system theater theatre times tour treaty trust union united university valley war world "
    "house court street bridge sea ocean gulf channel korea kong york zealand arabia africa america asia europe east "
    "ireland lanka jersey mexico hat airlines airways motors tower desert".split()
)
"""Last words of names of parties, places and things, few of which are surnames too."""
_BEGINS_PLACE = frozenset(
    "north south east west northern southern eastern western central new hong saudi san los las white supreme sri "
    "great united royal european wall middle".split()
)
"""First words of names of places and bodies, which few given names are."""
_PARTICLES = frozenset("van von der den de del della di da dos bin ibn al el la le".split())
"""What stands in small letters inside the name of a person."""
_SHIPS = frozenset(["USS", "HMS"])
TITLES = frozenset(
    "mr mrs ms dr sir lord lady president minister prime chancellor king queen prince princess pope senator governor "
    "mayor judge justice general captain colonel professor".split()
)
"""What stands before the name of a person, and may stand for it."""
JOBS = TITLES | frozenset(
    "ceo cfo coo cto pm mp director secretary chief chairman chairwoman editor leader coach spokesman spokeswoman "
    "founder ambassador attorney actor actress singer author".split()
)


def names_in(text: str) -> list[str]:
    """The capitalised names of a text in order; a leading question word or article is not part of one."""
    found = []
    for match in _NAME.finditer(text):
        parts = match.group().split()
        while parts and _begins_no_name(parts):
            parts.pop(0)
        while parts and parts[-1].casefold() in _NOT_NAMES:
            parts.pop()
        name = re.sub(r"['\N{RIGHT SINGLE QUOTATION MARK}]s?$", "", " ".join(parts)).rstrip(".,-")
        if name and not name.isdigit():
            found.append(name)
    return list(dict.fromkeys(found))


def _begins_no_name(parts: list[str]) -> bool:
    first = re.split(r"['\N{RIGHT SINGLE QUOTATION MARK}]", parts[0].casefold())[0].rstrip(".,")
    return first in _NOT_NAMES or (first in _ALONE_NO_NAMES and not any(part[0].isalpha() for part in parts[1:2]))


def names_known(question: str, texts: Iterable[str]) -> list[str]:
    """The question's names as the texts write them, also where the question is typed without capitals."""
    shown = names_in(question)
    covered = {w for name in shown for w in words(name)}
    asked = {_OWNS.sub("", word) for word in _WORD.findall(question.casefold())} - _NOT_NAMES
    if not re.search(r"\bthe us\b", question, re.IGNORECASE):
        asked.discard("us")  # "tell us about it"
    texts = list(texts)
    for text in texts:
        for name in (part for whole in names_in(text) for part in _parts_known(whole, texts)):
            parts = _WORD.findall(name.casefold())
            begins = len(parts) == 1 and not any(_inside_sentence(name, each) for each in texts)
            if parts and not begins and all(p in asked for p in parts) and not set(words(name)) <= covered:
                shown.append(name)
                covered |= set(words(name))
    return shown


def _parts_known(name: str, texts: Sequence[str]) -> list[str]:
    """A name, each one of "Trump and Putin", and the surname of a person, unless that is a word of the texts, too."""
    each = name.split(" and ") if " and " in name else []
    surnames = [part.rsplit(maxsplit=1)[-1] for part in each or [name] if is_personal(part)]
    return [name, *each, *(last for last in surnames if len(last) > 2 and not _is_word(last.casefold(), texts))]


def _is_word(word: str, texts: Sequence[str]) -> bool:
    """Whether it is a word without its capital, too: "Trade Deal", where the texts speak of a deal."""
    stands_small = (not text.islower() and re.search(rf"\b{re.escape(word)}\b", text) for text in texts)
    return word in _NO_SURNAMES or any(stands_small)


_OWNS = re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]s?$")
_NO_SURNAMES = _NOT_NAMES | _ALONE_NO_NAMES | frozenset("long price jobs killed stolen dead hurt lost found".split())


def _inside_sentence(word: str, text: str) -> bool:
    """Whether the word stands somewhere behind another, so that its capital is its own; capitals throughout are too."""
    return word.isupper() or bool(re.search(rf"[\w,;] {re.escape(word)}\b", text))


def is_personal(name: str) -> bool:
    """Whether a name looks like a person's: two to four capitalised words without digits, or a title before one.

    "American Party" and "WWF Raw" are none: a party, and a word in capitals. "Apple CEO Tim Cook" is one for his job.
    """
    parts = name.split()
    if any(part.casefold().rstrip(".") in JOBS for part in parts[:-1]):
        return True
    parts = [part for part in parts if part not in _PARTICLES]
    if not 2 <= len(parts) <= 4 or parts[-1].casefold() in _NO_PEOPLE or parts[0].replace(".", "") in _SHIPS:
        return False
    if parts[0].casefold() in _BEGINS_PLACE:
        return False
    shouted = any(part.isupper() and len(part) > 2 and "." not in part for part in parts[:-1])
    return not shouted and all(part[:1].isupper() and re.sub(r"[-.'\u2019]", "", part).isalpha() for part in parts)
