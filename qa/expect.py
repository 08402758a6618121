"""What kind of thing a question asks for, and whether a text looks like one."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from itertools import takewhile

from qa.names import JOBS


class Expected(Enum):
    """The kinds told apart."""

    NAME = "name"
    PERSON = "person"
    PLACE = "place"
    YEAR = "year"
    TIME = "time"
    DURATION = "duration"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    REASON = "reason"
    OTHER = "other"


_QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_WITH_IS = re.compile(r"\b(who|what|where|when|why|how)['’]?s\b", re.IGNORECASE)
_PATTERNS = {
    Expected.MONEY: r"""
        how\ much\ money | (?<=for\ )how\ much\b | what\ (prices?|fines?|sum|ransom|salary|bail|amount\ of\ money)\b
        | what\ (is|was|are|were|do|does|did|will|would)\ .*(?<!\bfort\ )\b(cost|worth)\W*$
        | what\ (is|was|are|were)\ (the|his|her|its|their)\ (\w+\ ){0,2}(price|cost|fine|ransom|salary|bail)
          (?=\W*$ | \ (of\ (?!living\b) | paid | tag | demand | for\ \w))
        | (?<!by\ )how\ much\ (was|were|is|are|do|does|did|will|would|has|have|had|can|could|may|might|must|should)\ .*
          \b(cost(s|ing)?\b|pay|paid|earn|owe|owing|sell|sold|spen[dt]|offer|rais(e|ing)|worth|fine[ds]?\b|donat|invest(?!ig)
          |los(es?|ing|t)\b|fees?\b
          |(?<=[ai]s\ )(the|its|their)\ prices?\b|bill\b|bail\b|bonus|debt|loan|ransom|rent\b|salary|sue\b)""",
    Expected.DURATION: r"how\ long\b(?!\ ago)",
    Expected.COUNT: r"""
        how\ (many|old)\b | (?<!during\ )(?<!in\ )what\ age\ (is|are|was|were|did|does|do|can|may|must|will)\b
        | what\ (is|was|are|were)\ (his|her|its|their|.*['’]s)\ age\W*$""",
    Expected.NUMBER: r"""
        how\ (much|tall|far|large|big|high|deep|fast|heavy|wide|often)\b
        | what\ ((is|was|are|were)\ the\ )?
          (percentage|percent|number|share|(?<=the\ )age|proportion|fraction|temperature|distance|speed)\b
        | what\ (is|was)\ the\ (\w+\ )?death\ toll\b""",
    Expected.YEAR: r"(what|which)\ year\b | what\ (is|was)\ the\ year\b",
    Expected.TIME: r"""
        when\b | how\ (long\ ago|soon)\b
        | (what|which)\ (date|day|month|time|decade|century|era)\b | what\ (is|was)\ the\ date\b""",
    Expected.NAME: r"""
        what\ (is|was|are|were)\ (?!.*\b(generic|chemical|common|scientific|trade|street|popular|other|another)\ name)
          (?!.*\bname\ (of|given\ to)\ (the|a|an|this|that)\ (\w+\ )?(drug|medicine|vaccine|disease|illness|virus|app
          |tool|software|website|species|plant|mineral|substance|dance|process|theory)\b)
          .*\bnames?(\ (of|given)\b|\W*$) | (?<=by\ )what\ name\b""",
    Expected.PERSON: r"""
        who(m|se)?\b | (what|which)\ (person|man|woman|actor|actress|singer|president|author|scientist)\b""",
    Expected.PLACE: r"""
        where\b | (what|which)\ (city|country|state|town|place|location|region|county|continent|village)\b""",
    Expected.REASON: r"""
        why\b | (?<=for\ )what\ reason\b | what\ (caused|was\ the\ reason|is\ the\ reason|led\ to)\b""",
}
UNMISTAKABLE = frozenset([Expected.NAME, Expected.DURATION, Expected.COUNT, Expected.MONEY])
"""The kinds that an answer which does not look like one is none of, whatever a reader thinks of it."""
_COMPILED = {kind: re.compile(pattern, re.IGNORECASE | re.VERBOSE) for kind, pattern in _PATTERNS.items()}

_TIME_LIKE = re.compile(
    r"""
    \b(1[0-9]|20)\d\ds?\b | \b\d{1,2}:\d\d
    | \b(january|february|march|april|may|june|july|august|september|october|november|december)\b
    | \b(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b
    | \b(mon|tues|wednes|thurs|fri|satur|sun)day
    | \b(yesterday|today|tomorrow|tonight|ago|morning|evening|night|afternoon|noon|midnight|last|next|spring|summer
      |autumn|fall|winter|a\.m|p\.m|BC|AD)\b
    | \b(centur(y|ies)|era|age|season|decade|year|month|week|day|hour|minute|second|sec|min)s?\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_EVENT_LIKE = re.compile(r"\b(?:before|after|during|until|since|when|while|once|as soon)\b", re.IGNORECASE)
_YEAR_LIKE = re.compile(
    r"\b(1[0-9]|20)\d\d\b|\b\d{3,4}\b(?!\s[a-z])|\d\ds\b|(?-i:AD|BCE?|CE)\b"
    r"|\b(last|this|next|that|following|previous)\s+year\b",
    re.IGNORECASE,
)
_LENGTH_LIKE = re.compile(
    r"\b(second|minute|hour|day|night|week|month|year|decade|century|centuries|lifetime|light-year)s?\b"
    r"|\b(inch(es)?|f(oo|ee)t|yards?|miles?|k?m|cm|met(er|re)s?|kilomet(er|re)s?|until|since|permanently|forever|always|life|soon)\b"
    r"|^\W*\d+\W*\w?$",
    re.IGNORECASE,
)
_VAGUE_LENGTH = re.compile(
    r"\b(?:from|through(?:out)?|till|by|whole|entire|overnight|indefinite\w*|brief\w*|temporar\w*|immediate\w*|generations?"
    r"|millenni\w*|seasons?|semesters?|terms?|fortnights?|weekends?|duration|eternity|instant\w*)\b",
    re.IGNORECASE,
)
_VAGUE_COUNT = re.compile(
    r"\b(?:handful|lots?|numerous|countless|every(?:one|body)|some|any|trillions?|twins?|trio|double|triple|nothing|never"
    r"|thrice|repeatedly|number|newborn|\w+genarian|middle[- ]aged|medieval|ancient|birth|infan\w+|child\w*|puberty"
    r"|adult\w*|young\w*|old\w*|elderly|minors?|toddlers?|teen\w*|minority|multiple|various|series|crowds?|more|unknown"
    r"|unclear|undisclosed|first|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|\w+teen|\w+tie)th|an?\s[\w-]+\sand\san?)\b",
    re.IGNORECASE,
)
_NUMBER_LIKE = re.compile(
    r"""
    \d | \b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen
    |eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?
    |dozens?|half|quarter|third|twice|once|several|few|many|couple|zero|none|no|nobody|all|both|most|majority|each|every
    |pair|single|scores|teen\w*|(twen|thir|for|fif|six|seven|eigh|nine)ties)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MONEY = (
    r"[$€£¥₹₽₱]|(?-i:\b[A-Z]{3}\s?\d)|\b(?:dollars?|euros?|pounds?|pence|yen|yuan|rupees?|forints?|z[lł]ot[yi]s?|cents?|pesos?"
    r"|kron(?:a|or|er)|ro?ubles?|francs?|dirhams?|dinars?|riyals?|USD|EUR|GBP|free)\b"
)
_MONEY_LIKE = re.compile(_MONEY, re.IGNORECASE)
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z])[A-Z]")
_VAGUE_SUM = re.compile(
    r"\b(?:undisclosed|unspecified|unknown|confidential|nothing|record|fraction|fortune|lots?|little|more|less|cheap\w*"
    r"|(?:in)?expensive|low|price(?:less)?|worthless|sum|amount|value)\b",
    re.IGNORECASE,
)


def expected_type(question: str) -> Expected:
    """The kind of answer asked for by the question's first question word: "what happened when" asks for no time."""
    question = _WITH_IS.sub(r"\1 is", question)
    asked = _QUESTION_WORD.search(question)
    if asked is None:
        return Expected.OTHER
    at = asked.start()
    return next((kind for kind, pattern in _COMPILED.items() if pattern.match(question, at)), Expected.OTHER)


_VERBS = frozenset(
    "are were have had did do does will can could may might would should is was has won lost bought sold made took "
    "gave went came ran left met saw said got held led fell built paid sent spent fought hit".split()
)
_ENDS_A_NOUN = _VERBS | frozenset("of in on at from by for to besides that who which with".split())
_COUNTS = frozenset("two three four five six seven eight nine ten".split())
_BEFORE_A_NOUN = re.compile(r"other|different|new|old|eu|uk|us|un|\w+(?:an|ish|ese|al|ous)")
_NOT_PLURAL = re.compile(r"\w*(?:[aiu]s|ss|ous)|series|species|news|means|always|his|this|does")
_IRREGULAR = frozenset(["people", "men", "women", "children"])
_SURE_NOUN = re.compile(r"people|men|women|children|\w{2,}(?:[cdnt]|tr)ies")
_VERB_BEFORE_OF = frozenset(["becomes", "comprises", "consists", "remains"])


def asks_for_several(question: str) -> bool:
    """Whether the question asks for a list, as far as its words say: "which countries", "who were the winners"."""
    words = re.findall(r"[\w'’-]+", question.casefold())
    if words[:1] in (["name"], ["list"]):
        rest = [word for word in words[1:4] if word not in ("the", "all", "some", "every")]
        return words[1:2] == ["all"] or any(map(is_plural, rest[:2]))
    at = next((i for i, word in enumerate(words) if _QUESTION_WORD.fullmatch(word)), len(words))
    asked, rest = "".join(words[at : at + 1]), words[at + 1 :]
    if asked == "who" or rest[1:4] == ["the", "names", "of"]:
        return rest[:1] in (["are"], ["were"]) and _are_several(rest[1:])
    while rest and _BEFORE_A_NOUN.fullmatch(rest[0]) and not is_plural(rest[0]):
        rest = rest[1:]
    return asked in ("which", "what") and bool(rest) and _begins_with_several(rest, asked)


def _are_several(words: list[str]) -> bool:
    """Whether the words begin with a noun for several: "the three nobel laureates", "the members of the crew"."""
    noun = list(takewhile(lambda word: not _ends_a_noun(word), words))
    return any(is_plural(word) or word in _COUNTS for word in noun[:5])


def _begins_with_several(words: list[str], asked: str) -> bool:
    """Whether the words behind "which" or "what" begin with a noun for several, and not with a verb: "happens to"."""
    first, second, third = (*words, "", "")[:3]
    if first in _COUNTS or first.isdigit():
        return True
    if not is_plural(first):  # "tech companies joined"
        return first not in _VERBS and is_plural(second) and _is_past_or_helping(third)
    if asked == "which":
        return not second or _ends_a_noun(second) or not _ends_a_noun(third)  # no "which Beatles song topped"
    if _SURE_NOUN.fullmatch(first):
        return not second or _ends_a_noun(second)
    return _is_past_or_helping(second) or (second == "of" and first not in _VERB_BEFORE_OF)


_WHO_IT_IS = re.compile(r"\bwho (?:is|was|are|were) (?P<name>[\w.'’-]+(?: [\w.'’-]+){0,4})\W*$", re.IGNORECASE)
_IN_NO_NAME = re.compile(
    r"\d.*|best|shot|found|sworn|born|chosen|elected|named|left|hurt|killed|the|an?|his|her|its|their|there|this|that|it|also|as|when|where|after|before|under|behind|.*['’]s?|[a-z].*(?:ing|ly)"
)


def asks_who_someone_is(question: str) -> bool:
    """Whether it names someone and asks who that is: "who is Greta Thunberg?", and not "who is the mayor?"."""
    found = _WHO_IT_IS.search(_WITH_IS.sub(r"\1 is", question))
    if found is None:
        return False
    words = re.sub(r"\snow$", "", found["name"]).split()
    if JOBS.intersection((words[0].casefold(), words[-1].casefold())) or any(map(_is_in_no_name, words)):
        return False
    return len(words) > 1 or found["name"][0].isupper()


def _is_in_no_name(word: str) -> bool:
    return bool(_IN_NO_NAME.fullmatch(word)) or (word[0].islower() and _ends_a_noun(word))


def is_plural(word: str) -> bool:
    """Whether a noun in small letters is one of many."""
    return word in _IRREGULAR or (word.endswith("s") and len(word) > 3 and not _NOT_PLURAL.fullmatch(word))


def _is_past_or_helping(word: str) -> bool:
    return word in _VERBS or word.endswith("ed")


def _ends_a_noun(word: str) -> bool:
    return word in _ENDS_A_NOUN or word.endswith("ed")


def type_match(expected: Expected, answer: str) -> float:
    """1 when the answer looks like the kind asked for, -1 when it cannot be one, between when little can be said."""
    match expected:
        case Expected.NAME:
            return 1.0 if _is_named(answer) else -1.0
        case Expected.PERSON | Expected.PLACE:
            numeric = bool(re.fullmatch(r"[\W\d]+", answer))
            return -1.0 if numeric else (1.0 if _is_named(answer) else -0.5)
        case Expected.REASON:
            return 1.0 if len(answer.split()) > 3 else -0.5
        case Expected.OTHER:
            return 0.0
    return next((worth for looks_like, worth in _MEASURED[expected] if looks_like(answer)), -1.0)


_LENGTH = (
    r"(?:\d\s?(?:km|cm|mm|m|ft|in|mi)"
    r"|[\s-](?:miles?|kilomet(?:er|re)s?|met(?:er|re)s?|f(?:oo|ee)t|yards?|inch(?:es)?))\b"
)
_SPEED = r"(?:\d\s?(?:mph|kph|km/h|m/s|knots?)|\b(?:mph|knots?|(?:per|an)\s(?:hour|second|minute)|mach))\b"
_WEIGHT = r"(?:\d\s?(?:kg|g|lbs?|oz)|[\s-](?:kilo(?:gram)?s?|grams?|ounces?|tons?|tonnes?|carats?|karats?))\b"
_RATE = (
    r"(?:/|\b(?:per|an?|each|every)\b)\s?(?:s|h|sec|second|min|minute|hour|day|week|month|year|decade|century)\b"
    r"|\b(?:annually|hourly|daily|weekly|monthly|yearly)\b"
)
_SPAN_OF_TIME = r"[\s-](?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b"
_DIMENSIONS = [
    (re.compile(asked, re.IGNORECASE), re.compile(own, re.IGNORECASE), re.compile("|".join(others), re.IGNORECASE))
    for asked, own, others in (
        (r"\bhow fast\b|\bspeed\b", rf"{_SPEED}|{_RATE}", (_LENGTH, _WEIGHT)),
        (
            r"\bhow (?:far|tall|deep|wide)\b|\bwhat (?:is|was) the (?:distance|depth)\b",
            rf"{_LENGTH}(?!\s?(?:/|per|an?)\b)",
            (_SPEED, _WEIGHT),
        ),
        (r"\bhow heavy\b|\bhow much\b.*\bweigh", rf"{_WEIGHT}|\bpounds?\b", (_LENGTH, _SPEED, _SPAN_OF_TIME)),
        (
            r"\bhow much\b.*\b(?:cost|worth|pay|paid)\b|\bwhat\b.*\b(?:cost|worth)\W*$",
            _MONEY,
            (_LENGTH, _SPEED, _WEIGHT),
        ),
    )
]
"""What a question measures in: how it asks, its own units, and units of something else."""


def is_other_measure(question: str, answer: str) -> bool:
    """Whether the answer is in units that tell something else than is asked: miles an hour for how far."""
    for asked, own, others in _DIMENSIONS:
        if asked.search(question):
            return bool(others.search(answer)) and not own.search(answer)
    return False


def _may_tell_length(answer: str) -> bool:
    """Whether it may tell how long, without a unit of time: "from May to July", "overnight"; "long ago" does not."""
    dated = _TIME_LIKE.search(answer) and not re.search(r"\bago\b", answer, re.IGNORECASE)
    return bool(dated or any(like.search(answer) for like in (_NUMBER_LIKE, _EVENT_LIKE, _VAGUE_LENGTH)))


def _may_tell_count(answer: str) -> bool:
    """Whether it may tell how many or how old, without a number: "a month", "a handful", "newborn"."""
    return bool(_LENGTH_LIKE.search(answer) or _VAGUE_COUNT.search(answer) or _VAGUE_LENGTH.search(answer))


def _is_named(answer: str) -> bool:
    """Whether a word of it begins with something else than a small letter or a digit, or has a capital in it: eBay."""
    words = re.findall(r"\w+", answer)
    return any((word[0].isalpha() and not word[0].islower()) or _CAPITAL_INSIDE.search(word) for word in words)


_MEASURED: dict[Expected, tuple[tuple[Callable[[str], object], float], ...]] = {
    Expected.YEAR: ((_YEAR_LIKE.search, 1.0), (re.compile(r"\d+").fullmatch, -0.5)),
    Expected.TIME: ((_TIME_LIKE.search, 1.0), (_EVENT_LIKE.search, 0.0)),
    Expected.DURATION: ((_LENGTH_LIKE.search, 1.0), (_may_tell_length, -0.5)),
    Expected.COUNT: ((_NUMBER_LIKE.search, 1.0), (_may_tell_count, -0.5)),
    Expected.NUMBER: ((_NUMBER_LIKE.search, 1.0), (_may_tell_count, -0.5)),
    Expected.MONEY: ((_MONEY_LIKE.search, 1.0), (_NUMBER_LIKE.search, 0.0), (_VAGUE_SUM.search, -0.5)),
}
"""What is told by its words: how it looks, and what else it may be, each with what that is worth."""
