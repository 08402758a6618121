"""A span as the model marked it -> the span a person would have marked: brackets, quotes, units, no loose ends."""

from __future__ import annotations

import re
import unicodedata

from index.sentences import sentence_around
from qa.pairs import CLOSER, mend

ROUNDS = 8  # each step may make room for another; a span settles in two or three
SCALES = ("thousand", "million", "billion", "trillion", "lakh", "crore")
_ABBREVIATION = re.compile(r"(?:(?<!\w)[^\W\d_]\.){2,}$|\b(?:Inc|Ltd|Co|Corp|Bros|Jr|Sr|St|etc|al)\.$")
_INITIAL = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){1,}$")
_FOOTNOTE = re.compile(r"(?<=[\w.])\s?\[(?:\d{1,3}|[a-z]|note \d{1,2}|citation needed)\]$")
_TIME = r"(?:year|month|week|day|hour|hr|minute|min|second|sec)s?"
_LENGTH = r"(?:feet|foot|ft|inch(?:es)?|in|pounds?|lbs?|ounces?|oz|stone)"
_UNIT = re.compile(
    rf"""
    \s?[%‰] | [\s-]per\s?cent(?:age\spoints?)?\b
    | [\s-](?:{"|".join(SCALES)})s?\b | (?:k|m|mn|bn|tn|s)\b | (?:st|nd|rd|th)\b(?!\sbirthday)
    | \s?(?:km/h|kph|mph|[kcm]?m|kg|GHz|MHz|[KMGT]B|°\s?[CF]|°)(?!\w) | \s?[ap]m\b | \s?[ap]\.m\.
    | [\s-](?:{_TIME}|(?:US\s)?dollar|euro|pound|forint|z[lł]oty|yen|yuan|rupee|ro?uble|peso|franc|kron(?:a|er|or)
      |mile|tonne|ton|kilogram|degree|lit(?:er|re))s?\b(?!-)
    | [\s-](?:kilo|centi|milli)?met(?:er|re)s?\b(?!-) | [\s-](?:feet|foot|inch(?:es)?)\b(?!-) | \s?[$€£¥]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MEASURE = rf"(?:{_TIME}|{_LENGTH})\b"
_COMPOUND = re.compile(
    rf"(?<![\w.,])\d+(?:[.,]\d+)?\s{_MEASURE}(?:,?\s(?:and\s)?\d+(?:[.,]\d+)?\s{_MEASURE})+", re.IGNORECASE
)
_AGE = re.compile(r"\w(?:-(?:year|month|week|day)|\s(?:year|month|week|day)s?)$", re.IGNORECASE)
_TIME_BEHIND = rf"\s(?:{_TIME})s?\b"
_OPENS_WITH_YEAR = re.compile(r"\b(?:in|since|until|by|from)\s(?:1[5-9]|20)\d\d$", re.IGNORECASE)
_YOUNG = re.compile(r"-(?:month|week|day|hour)s?-old\b", re.IGNORECASE)  # "eleven" alone would be years
_CODES = "USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|JPY|CNY|RMB|INR|AUD|CAD|NZD|HKD|ZAR|MXN|BRL|KRW|PHP"
_CURRENCY = re.compile(rf"(?:(?<![^\W_])(?:US|A|C|NZ|HK|AU|CA|R)?[$€£¥₹₽₱₩₺]|\b(?:{_CODES}|Rs\.?)\s?)\s?$")
_TITLE = re.compile(r"\b(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Capt|Sgt|Rev|St)\.?|Sir|Dame|Lord|Lady)\s$")
_PARTICLE = "de|del|des|du|da|do|dos|di|la|le|el|van|von|der|den|ten|ter|al|bin|ibn|bint"  # of a name
_DESCRIBED_NAME = re.compile(
    rf"(?:[\w'’-]+\s)*?(?:(?!(?:of|in|at|on|from|for|and|or|to|by|with|the|an?|via|{_PARTICLE})\s)[^\W\d_A-Z][\w'’-]*\s)"
    rf"(?P<name>[^\W\d_a-z][\w'’.-]*(?:\s[^\W\d_a-z][\w'’.-]*){{0,3}})"
)
_TELLS_OF_ANOTHER = re.compile(
    r"\b(?i:of|for|to|by|with|from|in|at|on|near|outside|across|against|over|between|behind|about|after|before|under"
    r"|like|via|who|that|which|including)\b|\b(?!king\b)\w+ing\s$"
    r"|[^\W\d_a-z][\w'’.-]*\s(?:and|or)\b|\b(?:and|or)\s(?:the|an?|his|her|its|their|fellow)\b"
)
"""In the words before a name: it is not the name of who is meant."""
_AMOUNT = re.compile(
    r"(?:a|an|the)\s(?:[a-z-]+\s)?(?:award|bail|bonus|budget|cost|donation|fee|fine|grant|loan|payment|penalty|population|price|prize"
    r"|ransom|reward|salary|settlement|sum|total)\sof\s(?P<amount>(?:[A-Z]{2,3})?[$€£¥₹₽]?\s?\d.*)",
    re.DOTALL,
)
_CAPITALISED = (
    r"(?!(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|On|In|At|By|For|From|With|After|Before|When|While|Since|Both)\b)"
    r"[^\W\d_a-z][\w'’.-]*"
)
_NO_FIRST_ITEM = (
    "However|Meanwhile|Besides|Also|Although|Though|According|Including|Like|Unlike|Yesterday|Today|Tomorrow|But|And|Or"
    "|Then|Now|Later|Earlier|Instead|Yet|So|Thus|Therefore|Moreover|Furthermore|Finally|Eventually|Recently|Currently"
    "|Previously|Separately|Elsewhere|Here|There|Among|Between|Under|During|Despite|Until|Because|If|As|Even|Only|Some"
    "|Many|Several|Most|All|Other|Others|These|Those|This|That|He|She|It|They|We"
)
_ITEM = rf"(?:the\s)?{_CAPITALISED}(?:\s(?:(?:of|the|de|del|van|von|der|al|bin)\s){{0,2}}{_CAPITALISED}){{0,5}}"
_LIST = re.compile(rf"\b(?!(?:{_NO_FIRST_ITEM})\b){_ITEM}(?:,\s{_ITEM}){{0,12}},?\s(?:and|or)\s{_ITEM}")
_OPENING = re.compile(
    rf"(?:According\sto|In|At|On|From|After|With|For|Under|Near|Outside|Unlike|Besides)\s{_ITEM},\s(?!{_LIST.pattern},)"
)
"""What a sentence begins with, where it is no item of a list: "In Paris, France and Germany agreed"."""
LONGEST_LIST = 200  # characters looked at before an item
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])['’]s$")


def tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """The span cut well: as characters of `text`, never empty where the span held a letter or a digit.

    Loose punctuation goes; a bracket or quote cut in two is completed or dropped; a number keeps its sign, its currency
    and its unit; a name keeps its title.
    """
    for _ in range(ROUNDS):
        before = start, end
        start, end = _strip(text, *mend(text, *_strip(text, start, end)))
        if start >= end:
            return start, start
        start, end = _widen(text, start, end)
        if (start, end) == before:
            break
    return start, end


def name_start(text: str, start: int, end: int) -> int:
    """Where the name begins that the span ends with, behind words that only describe it: "tech giant Huawei".

    The span's own start when it does not end with a name, or when the words before are part of what is meant: "the
    University of Bristol", "the Houthi movement in Yemen", "the wife of president Barack Obama".
    """
    found = _DESCRIBED_NAME.fullmatch(text, start, end)
    if found is None:
        return start
    description = text[start : found.start("name")]
    if _TELLS_OF_ANOTHER.search(description) or not description.split()[-1][0].islower():
        return start
    return found.start("name")


def amount_start(text: str, start: int, end: int) -> int:
    """Where the amount begins that the span ends with, behind what it is one of: "a monetary award of $5 million".

    The span's own start when it does not begin so, or when the words before change the amount: "a third of 60".
    """
    found = _AMOUNT.fullmatch(text, start, end)
    return found.start("amount") if found else start


def whole_list(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the list of names that it is an item of: "Guyana" in "Uruguay, Guyana and Cuba"."""
    first, last = sentence_around(text, start, end)
    opening = _OPENING.match(text, first, last)
    begin = opening.end() if opening else first
    around = _LIST.finditer(text, max(begin, start - LONGEST_LIST), last)
    found = next((m for m in around if m.start() <= start and end <= m.end()), None)
    return _strip(text, *found.span()) if found else (start, end)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not _may_begin(text, start):
        start += 1
    while start < end and not _may_end(text, start, end):
        end -= 1
    if (footnote := _FOOTNOTE.search(text, start, end)) and re.search(r"[^\W_]", text[start : footnote.start()]):
        end = footnote.start()
    if re.match(r"\s\w", text[end : end + 2]) and (owner := _POSSESSIVE.search(text, start, end)):
        end = owner.start() if owner.start() > start else end
    return start, end


def _may_begin(text: str, place: int) -> bool:
    """Whether an answer may begin with this character where it stands."""
    character, after = text[place], text[place + 1 : place + 2]
    if character.isalnum() or character in CLOSER or unicodedata.category(character) == "Sc":
        return True
    inside_word = place > 0 and (text[place - 1].isalnum() or text[place - 1] == character)
    if character in "./#@":
        return after.isalnum() and not inside_word
    return character in "-−–+±~<>≈’" and after.isdigit() and not inside_word


def _may_end(text: str, start: int, end: int) -> bool:
    """Whether an answer that begins at `start` may end with the character before `end`."""
    character, before = text[end - 1], text[start : end - 1]
    if character.isalnum() or character in CLOSER.values():
        return True
    if character == ".":
        return bool(_ABBREVIATION.search(text, start, end) or _INITIAL.fullmatch(text, start, end))
    if unicodedata.category(character) == "Sc" or character in "%‰°′″":
        return bool(re.search(r"\d\s?$", before))
    if character in "+#♭♯∞":
        return bool(re.search(r"\w[+#]?$", before))
    return _is_mark_on_letter(character, before)


def _is_mark_on_letter(character: str, before: str) -> bool:
    letter = before.rstrip("".join(c for c in before[-8:] if unicodedata.category(c)[0] == "M"))
    return unicodedata.category(character)[0] == "M" and letter[-1:].isalnum()


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = _whole_number(text, start, end)
    if text[start].isdigit():
        start = _with_sign_and_currency(text, start)
    end = _with_unit(text, start, end)
    if young := _YOUNG.match(text, end):
        end = young.end()
    if text[end : end + 1] == "." and _ABBREVIATION.search(text, start, end + 1):
        end += 1
    if text[start].isupper() and (title := _TITLE.search(text, max(0, start - 6), start)):
        start = title.start()
    around = _COMPOUND.finditer(text, max(0, start - 60), end + 60)
    whole = next((m for m in around if m.start() <= start and end <= m.end()), None)
    return whole.span() if whole else (start, end)


def _with_unit(text: str, start: int, end: int) -> int:
    """Where the unit ends that a number at the end of the span has; none of a year, and of "95 years old" the 95."""
    scaled = text[start:end].lower().endswith(SCALES)
    bare_age = re.match(r"\syears?\sold\b", text[end : end + 12])
    unit = _UNIT.match(text, end) if text[end - 1].isdigit() or scaled else None
    is_year = _OPENS_WITH_YEAR.search(text, max(0, start - 8), end) and re.match(
        _TIME_BEHIND, text[end:], re.IGNORECASE
    )
    if unit and not (is_year or bare_age):  # "in 2018 days after"
        end = unit.end()
    if re.match(r"[\s-]old\b", text[end : end + 5]) and _AGE.search(text, start, end):
        end += len("-old")
    return end


def _whole_number(text: str, start: int, end: int) -> tuple[int, int]:
    if text[start].isdigit() and (missing := re.search(r"(?:\d+[.,:])*\d*$", text[max(0, start - 20) : start])):
        start -= len(missing[0])
    if text[end - 1].isdigit() and (missing := re.match(r"\d*(?:[.,:]\d+)*", text[end : end + 20])):
        end += len(missing[0])
    return start, end


def _with_sign_and_currency(text: str, start: int) -> int:
    if currency := _CURRENCY.search(text, max(0, start - 5), start):
        return currency.start()
    if start and text[start - 1] in "-−–" and (start == 1 or text[start - 2] in " \n("):
        return start - 1
    return start
