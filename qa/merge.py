"""Whether two quotes say the same: "the Eiffel Tower" and "Eiffel Tower", "$5 million" and "US$5 million"."""

from __future__ import annotations

import re
import unicodedata

_ARTICLES = {"a", "an", "the"}
_FILLERS = frozenset(
    ["about", "around", "approximately", "nearly", "almost", "some", "roughly", "over", "in", "on", "at", "by", "of"]
)
_NUMBER_NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_NUMBER_NAMES.split())}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|%")
_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name[:3]: name for name in _MONTH_NAMES.split()}


def answer_tokens(text: str) -> tuple[str, ...]:
    """The words that count, folded: no case, accents, articles or punctuation; numbers in one form."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(c for c in folded if not unicodedata.combining(c)).replace("us$", "$")
    folded = re.sub(r"\b(\w)\.(?=\w\.|\s|$|\W)", r"\1", folded)
    tokens = [t for t in _TOKEN.findall(folded) if t not in _ARTICLES]
    return tuple(_numbers([_MONTHS.get(t, t) for t in tokens]))


def _numbers(tokens: list[str]) -> list[str]:
    """The tokens with "1,000", "five" and "5 million" written as plain digits."""
    plain: list[str] = []
    for token in map(_digits, tokens):
        if token in _SCALES and plain and plain[-1][0].isdigit():
            plain[-1] = _scaled(plain[-1], _SCALES[token])
        elif token in ("percent", "cent") and plain:
            if plain[-1] == "per":
                plain.pop()
            plain.append("%")
        else:
            plain.append(token)
    return plain


def _digits(token: str) -> str:
    token = _NUMBER_WORDS.get(token, token)
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", token) if token[0].isdigit() else token


def _scaled(digits: str, scale: int) -> str:
    try:
        return str(round(float(digits) * scale))
    except ValueError:
        return digits


def same_answer(one: str, other: str) -> bool:
    """Whether two quotes are the same answer: equal when folded, or one a name or phrase inside the other.

    Numbers must be the same numbers: "5" is not "5 million", "May 2019" is not "2019".
    """
    short, long = sorted((answer_tokens(one), answer_tokens(other)), key=len)
    if short == long:
        return True
    if not short or len(short) * 6 < len(long):
        return False
    if [t for t in short if t[0].isdigit()] != [t for t in long if t[0].isdigit()]:
        return False
    rest = _rest(short, long)
    if rest is None:
        return False
    if any(t[0].isdigit() for t in short):
        return all(t in _FILLERS for t in rest) or len(short) > 1
    return _is_name(one if len(answer_tokens(one)) == len(short) else other)


def _rest(short: tuple[str, ...], long: tuple[str, ...]) -> list[str] | None:
    """The words of `long` beside a run equal to `short`; None when there is no such run."""
    for i in range(len(long) - len(short) + 1):
        if long[i : i + len(short)] == short:
            return [*long[:i], *long[i + len(short) :]]
    return None


def _is_name(text: str) -> bool:
    """Whether the text has a capital letter at the start of a word: a name, which a longer phrase may hold."""
    return any(word[:1].isupper() for word in re.findall(r"\w+", text))
