"""Words of a text as lexical search compares them: folded, without accents, stemmed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import Stemmer

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$|['’]s$")
_MONTHS = "January February March April May June July August September October November December".split()

_QUESTION_WORDS = frozenset(
    "who whom whose what which when where why how did do does is are was were has have had can could will would "
    "should shall may might the a an of in on at to for by with and or it its".split()
) | {f"{word}{ending}" for word in "who what when where why how".split() for ending in ("s", "'s", "’s")}
"""Words that make a question and say nothing of its subject."""


def words(text: str) -> list[str]:
    """The text's words in order."""
    return [word for token in _tokens(text) if (word := _stem(token))]


def question_words(question: str) -> list[str]:
    """The words to look for: those of the question, each once, without the ones that only make it a question."""
    tokens = _tokens(question)
    telling = [token for token in tokens if token not in _QUESTION_WORDS]
    return list(dict.fromkeys(word for token in telling or tokens if (word := _stem(token))))


def date_words(date: str) -> list[str]:
    """The words of an ISO date: its numbers and the month's name."""
    parts = date.split("-")
    if len(parts) < 2 or not parts[1].isdigit() or not 1 <= int(parts[1]) <= 12:
        return words(date)
    return words(f"{date} {_MONTHS[int(parts[1]) - 1]}")


@lru_cache(maxsize=50_000)
def _stem(token: str) -> str:
    word = _POSSESSIVE.sub("", token).replace("'", "").replace("’", "").replace(",", "")
    if word[:1].isdigit():
        return word.lstrip("0") or "0"
    return str(_stemmer().stemWord(word.replace(".", "")))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    import Stemmer  # 0.01 s

    return Stemmer.Stemmer("english")


def _tokens(text: str) -> list[str]:
    folded = text
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        folded = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _TOKEN.findall(folded.casefold())
