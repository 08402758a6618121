"""Whether two quotes say the same: "the Eiffel Tower" and "Eiffel Tower", "$5 million" and "US$5 million"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ARTICLES = frozenset(["a", "an", "the"])
_MONTH_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = {**{name[:3]: name for name in _MONTH_NAMES}, "sept": "september"}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_FILLERS = frozenset(
    [*"about around approximately nearly almost some roughly over only in on at by of from with to".split(), *_WEEKDAYS]
)
"""Words that change nothing at the ends of an answer."""
_ORDINAL_ENDS = frozenset(["st", "nd", "rd", "th"])
_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_TENS = {name: 10 * ten for ten, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_TENS_AND_ONE = re.compile(rf"\b({'|'.join(_TENS)})[\s-]({'|'.join(_NUMBERS[1:10])})\b")
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_OTHER_NAMES = {
    r"per\s?cent(?:age)?": "%",
    r"(?:us\s)?dollars?|usd": "$",
    r"euros?|eur": "€",
    r"pounds?|gbp": "£",
    r"united states(?: of america)?": "us",
    r"united kingdom": "uk",
    **{name: str(number) for number, name in enumerate(_NUMBERS)},
    **{name: str(number) for name, number in _TENS.items()},
}
_REWRITTEN = [(re.compile(rf"\b(?:{pattern})\b"), short) for pattern, short in _OTHER_NAMES.items()]
_SCALED = re.compile(rf"(?<![\d.,])(\d{{1,15}}(?:\.\d+)?)[\s-]?({'|'.join(_SCALES)})s?\b")
_SCALED_SHORT = re.compile(rf"(?<![\w.,])(\d{{1,15}}(?:\.\d+)?)({'|'.join(_SHORT_SCALES)})\b")
_SCALED_MONEY = re.compile(rf"(?<=[$€£¥])\s?(\d{{1,15}}(?:\.\d+)?)\s?({'|'.join(_SHORT_SCALES)})\b")
_UNITS = (
    "second minute hour day week month year decade mile km metre yard acre hectare litre gallon kg kilo gram ton tonne "
    "ounce degree knot mph kph dozen rupee peso krona krone ruble rouble franc yen yuan cent pence forint zloty dinar "
    "dirham riyal foot inch century"
).split()
_IRREGULAR_UNITS = {"feet": "foot", "inches": "inch", "centuries": "century", "kronor": "krona", "kroner": "krone"}
_AMERICAN_UNITS = {"meter": "metre", "meters": "metre", "liter": "litre", "liters": "litre"}
_LONG_UNITS = {
    **dict.fromkeys(["kilometre", "kilometres", "kilometer", "kilometers"], "km"),
    **dict.fromkeys(["kilogram", "kilograms"], "kg"),
}
_UNIT_OF = {
    **{form: unit for unit in _UNITS for form in (unit, f"{unit}s")},
    **(_IRREGULAR_UNITS | _AMERICAN_UNITS | _LONG_UNITS),
}
"""Every spelling of a unit, and the one they are compared by."""
_SIZES = {
    **{
        unit: ("time", days)
        for unit, days in (("second", 1 / 86400), ("minute", 1 / 1440), ("hour", 1 / 24), ("day", 1))
    },
    **{unit: ("time", days) for unit, days in (("week", 7), ("month", 30.4), ("year", 365.25), ("decade", 3652.5))},
    **{unit: ("way", metres) for unit, metres in (("metre", 1), ("km", 1000), ("mile", 1609), ("yard", 0.914))},
    **{unit: ("way", metres) for unit, metres in (("foot", 0.305), ("inch", 0.0254))},
}
"""What a unit measures, and how many days or metres it has."""
_WITH_UNIT = re.compile(r"(?<=\d)[\s-]?([^\W\d_]+)\b")
_AGE = re.compile(r"\baged?\s(\d+)\b(?!\s(?:and|or|to|year)|[-–])|\b(\d+)[\s-]years?[\s-]old\b")
_MONEY = re.compile(r"((?<![^\W\d_])[^\W\d_]{0,2}[$€£¥])\s?(-?\d+(?:[.,]\d+)*)")
_TOKEN = re.compile(r"(?<!\w)-\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*|[^\W\d_]{0,2}[$€£¥]|[^\W\d_]+|%|[,;:()—]|(?<=\s)[-–]\s")

_OTHER_NAME_BEHIND = frozenset("north south east west northern southern eastern western new anti ex vice".split())
"""A name behind one of these is another name: North Korea, New York."""
_NAME_ENDS_BEFORE = frozenset(
    "in on at of from for by with near who whom whose which that where when as to is was has had based after before "
    "during since until because inc ltd corp co jr sr plc llc gmbh ag group company holdings technologies".split()
)
"""Words that say more about a name without making it another name: Apple Inc., Smith of Oxford."""
_MAKES_ANOTHER = frozenset("no not never without nor neither non un and or".split())
_NO_COUNTED = frozenset("per out half halves third thirds quarter quarters fifth fifths tenth tenths".split())
"""Behind a number they make another of it: 5 per day, 4 out of 5, 2 thirds."""
_PREPOSITIONS = frozenset("of in on at from for by with near against to between after before during since".split())


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    broken: bool
    """Whether a comma or its like stands before it."""

    @property
    def exact(self) -> bool:
        """Whether it is a number, a currency or a percent sign."""
        return self.text[-1] in "%$€£¥" or self.text.lstrip("-")[0].isdigit()


def measured(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The numbers of an answer, and the units and currencies they are in: ({"5000000"}, {"$"}) of "a $5m fine"."""
    words = _words(text)
    numbers = frozenset(word.text for word in words if word.exact and word.text[-1].isdigit())
    units = frozenset(word.text for word in words if word.text in _UNIT_OF or (word.exact and word.text not in numbers))
    return numbers, units


def size(text: str) -> tuple[str, float] | None:
    """What one length of time or way measures, in days or metres: ("time", 14.0) of "two weeks"; None for others."""
    words = [word.text for word in _words(text)]
    at = next((i for i, word in enumerate(words) if word in _SIZES), 0)
    told_once = sum(word in _SIZES for word in words) == 1 and sum(word[0].isdigit() for word in words) == 1
    if not told_once or at == 0 or not words[at - 1][0].isdigit():
        return None
    kind, factor = _SIZES[words[at]]
    return kind, factor * float(words[at - 1].replace(",", ""))


@lru_cache(maxsize=256)
def answer_tokens(text: str) -> tuple[str, ...]:
    """The words that count, folded: no case, accents, articles or punctuation; numbers and money in one form."""
    return tuple(word.text for word in _words(text))


def same_answer(one: str, other: str) -> bool:
    """Whether two quotes are the same answer: equal when folded, or one a name or phrase that the other adds to.

    Numbers must be the same numbers: "5" is not "5 million", "May 2019" is not "2019". A longer name is another name:
    "Washington" is not "Washington Post", "Korea" is not "North Korea".
    """
    if _glued(one) == _glued(other):
        return True
    shorter, longer = sorted((one, other), key=lambda text: len(_words(text)))
    if _are_initials(shorter, longer):
        return True
    short, long = answer_tokens(shorter), answer_tokens(longer)
    if not _FILLERS.union(long).issuperset(short):
        return False
    if short == long or _same_date(short, long):
        return True
    if not short or len(short) * 6 < len(long):
        return False
    if [w.text for w in _words(shorter) if w.exact] != [w.text for w in _words(longer) if w.exact]:
        return False
    at = next((i for i in range(len(long) - len(short) + 1) if long[i : i + len(short)] == short), None)
    if at is not None and _counts_more(shorter, longer):
        return True
    return at is not None and _only_adds(shorter, _words(longer)[:at], _words(longer)[at:])


def _glued(text: str) -> str:
    """The text in small letters with its numbers and units in one: "300m", "300 m"."""
    return re.sub(r"(?<=\d)\s+(?=[^\W\d_])", "", text.casefold())


def _same_date(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both are the same day, month or year in another order: March 5 and 5th March."""
    parts = [sorted(word for word in words if word not in _FILLERS | _ORDINAL_ENDS) for words in (one, other)]
    dated = all(word in _MONTH_NAMES or word.isdigit() for word in parts[0])
    return dated and parts[0] == parts[1] and any(word in _MONTH_NAMES for word in parts[0])


def _are_initials(shorter: str, longer: str) -> bool:
    """Whether the shorter is an abbreviation made of the longer's first letters: WHO, World Health Organization."""
    letters = "".join(word for word in re.findall(r"\w+", shorter) if word.casefold() not in _ARTICLES)
    names = [n for n in re.findall(r"(?<!\w)[^\W\d_a-z]\w+", longer) if n.casefold() not in _ARTICLES]
    is_one_word = len(_words(shorter)) == 1 and letters.isupper()
    return is_one_word and len(names) > 1 and letters == "".join(name[0] for name in names)


def _counts_more(shorter: str, longer: str) -> bool:
    """Whether the shorter is a bare number and the longer says of what: 39, 39 people; not 737 MAX or the 1990s."""
    (number, *others), words = _words(shorter), [word for word in _words(longer) if word.text not in _FILLERS]
    if others or not number.text.lstrip("-")[0].isdigit() or len(words) < 2 or words[0].text != number.text:
        return False
    if re.search(r"\d\s+[^\W\d_a-z]", longer) or any(word.text in _MAKES_ANOTHER for word in words):
        return False
    if [word.text for word in words[1:3]] == ["year", "old"]:
        return True
    counted = words[1].text
    if counted in _UNIT_OF or counted in _MONTH_NAMES or counted in _NO_COUNTED:
        return False
    return len(counted) > 2 and not words[1].exact


def _only_adds(shorter: str, before: tuple[_Word, ...], onward: tuple[_Word, ...]) -> bool:
    """Whether what stands around the shorter answer leaves it the same answer; `onward` begins with it."""
    after = onward[len(_words(shorter)) :]
    rest = {word.text for word in (*before, *after)}
    if rest <= _FILLERS:
        return True
    if rest & _MAKES_ANOTHER:
        return False
    if not re.search(r"(?<!\w)[^\W\d_a-z]\w*", shorter):  # no name
        return len(_words(shorter)) > 1 and any(word.exact for word in _words(shorter))
    if before and (onward[0].broken or before[-1].text in _OTHER_NAME_BEHIND):
        return False
    if any(word.text in _PREPOSITIONS for word in before[1:]):
        return False
    return not after or after[0].broken or after[0].text in _NAME_ENDS_BEFORE


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[_Word, ...]:
    tokens = _TOKEN.findall(_folded(text))
    words: list[_Word] = []
    broken = False
    for token in tokens:
        if token.strip() in {*",;:()—–-"}:
            broken = True
        elif token not in _ARTICLES or _ARTICLES.issuperset(tokens):
            words.append(_Word(_MONTHS.get(token, token), broken))
            broken = False
    return tuple(words)


def _folded(text: str) -> str:
    """The text in small letters, without accents, with numbers, money and some names in one form."""
    folded = unicodedata.normalize("NFKD", text.casefold()).replace("\N{MINUS SIGN}", "-")
    folded = "".join(character for character in folded if not unicodedata.combining(character))
    folded = re.sub(r"(?<=[^\W\d_])['’](?:s(?!\w)|(?!\w))", "", folded)  # possessives
    folded = re.sub(r"\b([^\W\d_])\.(?=[^\W\d_]\.|\W|$)", r"\1", folded)  # initials
    folded = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded)
    folded = _TENS_AND_ONE.sub(lambda m: str(_TENS[m[1]] + _NUMBERS.index(m[2])), folded)
    for pattern, short in _REWRITTEN:
        folded = pattern.sub(short, folded)
    for _ in range(2):  # two hundred thousand
        folded = _SCALED.sub(lambda m: _scaled(m[1], _SCALES[m[2]]), folded)
    folded = _SCALED_SHORT.sub(lambda m: _scaled(m[1], _SHORT_SCALES[m[2]]), folded)
    folded = _SCALED_MONEY.sub(lambda m: _scaled(m[1], _SHORT_SCALES[m[2]]), folded)
    folded = _AGE.sub(lambda m: f"{m[1] or m[2]} year old", folded)
    folded = _WITH_UNIT.sub(lambda m: f" {_UNIT_OF[m[1]]}" if m[1] in _UNIT_OF else m[0], folded)
    return _MONEY.sub(r"\2 \1", folded.replace("us$", "$").replace("us $", "$"))


def _scaled(digits: str, scale: int) -> str:
    return str(round(float(digits) * scale))
