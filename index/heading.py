"""Title and date from the head of a text or a file name, and where the body begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import yaml

from index.clean import clean
from index.markdown import without_marks

_FRONT = re.compile(r"---[ ]*\n(.*?)^(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELDS = re.compile(r"(?:[^\W\d_][\w -]{0,20}:.{0,300}\n)+(?=[ ]*\n)")
"""Lines of `key: value` above a blank one."""
_TITLE_FIELDS = ("title", "headline")
_DATE_FIELDS = ("date", "published", "pubdate", "publishdate", "publisheddate", "datepublished", "publishedat")
_FRONT_CHARS = 20_000

_ATX = re.compile(r"#{1,6}[ ]+(.*)")
_LINK_TARGET = re.compile(r"\]\([^()\n]*\)")
_ABOVE_TITLE = re.compile(
    r"\W*(?:(?:source|url|link|from)\b\W*)?(?:https?://|www\.)\S+|\[?!\[.*\]\([^()]*\)", re.IGNORECASE
)
"""An address or a picture, as clipped and pasted articles have them above their title."""
_TITLE_CHARS = 160

_BYLINE = re.compile(
    r"(?:by|von|par)\s+[^\W\d].*|.*\b(?:news|reporter|correspondent|staff|bureau|desk|agency)", re.IGNORECASE
)
_SMALL_IN_BYLINE = frozenset(
    "by von par and the of in our at for with a de da di del della der den van la le el al bin news staff writer "
    "writers reporter reporters correspondent correspondents editor bureau desk agency".split()
)
"""Words of a byline that need no capital; any other without one makes it a line of the text."""
_ROLE_BEHIND = re.compile(
    r"[,|]\s(?:[\w-]+\s){0,3}(?:reporter|correspondent|writer|editor|staff|journalist)s?$", re.IGNORECASE
)
"""What somebody is, behind the name in a byline."""
_HEAD_LINES = 5
"""The date stands in one of so many first lines."""
_ABOUT_CHARS = 80
"""A byline or a date is at most this long."""

_ISO = re.compile(r"(\d{4}(?:-\d{2}){0,2})(?:[t ]\d{2}:.*)?")
_ISO_PREFIX = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?|(?:19|20)\d{6})(?:[-_ .]|$)")
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
_DATE_FORMATS = ("%B %d %Y", "%d %B %Y", "%b %d %Y", "%d %b %Y", "%B %Y", "%b %Y", "%Y/%m/%d", "%d.%m.%Y")
_BESIDE_DATE = re.compile(
    r"^(?:(?:first |last )?(?:published|updated|posted|date)\b(?: on\b)?\W*)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\W*)?"
    r"|(?<=\d\d)[^\w:]+(?:at )?\d{1,2}(?::\d|[ ]?[ap]\.?m\b).*"
    r"|(?<=\d)(?:st|nd|rd|th)\b|(?<=[a-z])\.|,"
)
"""Around and inside a date in lower case: "published on" and the weekday, the time behind it, "th", dots and commas."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above an article's body."""

    title: str
    """On one line; "" when there is none."""
    date: str
    """ISO date, or its beginning; "" when unknown."""
    body_start: int = 0
    """Offset of the text at which the body begins: the start of a line."""


def read_heading(text: str, markdown: bool) -> Heading:
    """Title and date of a cleaned text, from front matter, headings or a first line that looks like a title."""
    title, day, start = _front_matter(text)
    start = _skip_blank(text, start)
    head = _skip_above_title(text, start)
    title = title or _title_line(text, head, markdown)
    behind = skip_title(text, head, title)
    return Heading(title, day or dateline(text, start, title), behind if behind > head else start)


def title_from_name(stem: str) -> str:
    """A readable title from a file's name without its suffix."""
    words = re.sub(r"[-_\s]+", " ", clean(_ISO_PREFIX.sub("", stem))).strip()
    return (words[:1].upper() + words[1:]) or clean(stem).replace("\n", " ").strip() or "Untitled"


def date_in_name(stem: str) -> str:
    """The ISO date that a file's name begins with, or ""."""
    match = _ISO_PREFIX.match(stem)
    return iso_date(match[1]) if match else ""


def iso_date(written: str) -> str:
    """A date given by a person or a program as ISO ("2019-10-13", "2019-10", "2019"); "" when it is none."""
    if len(written) > _ABOUT_CHARS:
        return ""
    written = " ".join(_BESIDE_DATE.sub(" ", written.strip().lower()).split()).replace("sept ", "sep ")
    match = _ISO.fullmatch(_COMPACT.sub(r"\1-\2-\3", written))
    if match:
        return _valid(match[1])
    for pattern in _DATE_FORMATS:
        try:
            parsed = datetime.strptime(written, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
        return parsed.strftime("%Y-%m-%d" if "%d" in pattern else "%Y-%m")
    return ""


def _valid(iso: str) -> str:
    try:
        date.fromisoformat(iso + "0000-01-01"[len(iso) :])
    except ValueError:
        return ""
    return iso


def _front_matter(text: str) -> tuple[str, str, int]:
    """Title, date and the offset behind the front matter; broken YAML gives no title, and is still not the body."""
    match = _FRONT.match(text[:_FRONT_CHARS])
    if not match:
        return _fields_above(text)
    try:
        fields = yaml.safe_load(match[1])
    except Exception:  # noqa: BLE001 a parser of anything: a tag like !!bool makes it raise what it pleases
        fields = _plain_fields(match[1])
    if not isinstance(fields, dict):
        return "", "", match.end() if not fields else 0
    return *_title_and_date(fields), match.end()


def _fields_above(text: str) -> tuple[str, str, int]:
    """Title, date and the offset behind the first lines, where they are `key: value` with a title among them."""
    start = _skip_blank(text, 0)
    match = _FIELDS.match(text, start, start + _FRONT_CHARS)
    if match and _skip_blank(text, match.end()) < len(text):
        title, day = _title_and_date(_plain_fields(match[0]))
        if title:
            return title, day, match.end()
    return "", "", 0


def _title_and_date(fields: Mapping[Any, object]) -> tuple[str, str]:
    """The title and the ISO date in these fields, each "" without one."""
    known = {re.sub(r"[-_ ]", "", str(key).lower()): _scalar(value) for key, value in fields.items()}
    dates = (iso_date(known.get(key, "")) for key in _DATE_FIELDS)
    return next(filter(None, map(known.get, _TITLE_FIELDS)), ""), next(filter(None, dates), "")


def _scalar(value: object) -> str:
    """A field's text on one line; "" for lists and mappings, which may be vast where aliases repeat them."""
    try:
        return one_line(value) if isinstance(value, str | int | float | date) else ""
    except ValueError:  # a number of thousands of digits
        return ""


def _plain_fields(block: str) -> dict[str, str]:
    """`key: value` lines of front matter that is not valid YAML."""
    pairs = (line.partition(":") for line in block.splitlines() if ":" in line)
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}


def one_line(value: object) -> str:
    """The value's text, cleaned, on one line."""
    return " ".join(clean(str(value)).split())


def _skip_blank(text: str, start: int) -> int:
    """The start of the first line, at or after a line start, that is not blank; the end when there is none."""
    while start < len(text):
        end = _line_end(text, start)
        if text[start:end].strip():
            return start
        start = end + 1
    return min(start, len(text))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _skip_above_title(text: str, start: int) -> int:
    """The start of the first line that is no date with its month, address or picture; the end when there is none."""
    while start < len(text):
        end = _line_end(text, start)
        line = text[start:end].strip()
        if not (_ABOVE_TITLE.fullmatch(line) or len(iso_date(line)) > len("2019")):
            return start
        start = _skip_blank(text, end + 1)
    return start


def _title_line(text: str, start: int, markdown: bool) -> str:
    """The line when it is a heading, or stands short and alone, or over a byline or date, above a text; else ""."""
    end = _line_end(text, start)
    line = text[start:end].strip()
    if markdown:
        heading = _ATX.match(line)
        line = without_marks(heading[1].rstrip("#") if heading else line, ())[0]
        if heading:
            return one_line(line)
    below = text[end + 1 : _line_end(text, end + 1)].strip() if end < len(text) else ""
    if below and not set(below) - set("=-") and len(below) > 2:
        return one_line(line)
    alone = (not below or iso_date(below) or _is_byline(below)) and _skip_blank(text, end + 1) < len(text)
    sentence = line.endswith((".", ",", ";", ":")) and not line.endswith("...")
    if alone and not sentence and len(line) <= _TITLE_CHARS and not iso_date(line):
        return one_line(line)
    return ""


def skip_title(text: str, start: int, title: str) -> int:
    """The line start behind the title however often it stands there, its underline and a byline."""
    titled = False
    while title and start < len(text):
        end = _line_end(text, start)
        line = text[start:end].strip()
        is_title = _same(line, title)
        is_rule = len(line) > 2 and not set(line) - set("=-")
        following = _skip_blank(text, end + 1)
        if not (is_title or (titled and (is_rule or _is_byline(line)))) or following >= len(text):
            break
        titled = titled or is_title
        start = following
    return start


def _same(line: str, title: str) -> bool:
    """Whether both have the same letters and digits, and some, whatever a link in them leads to."""
    letters, wanted = ("".join(filter(str.isalnum, _LINK_TARGET.sub("", text).casefold())) for text in (line, title))
    return letters == wanted != ""


def _is_byline(line: str) -> bool:
    """Whether the line tells who wrote: names and titles, not a sentence or a heading that begins with "By"."""
    if len(line) > _ABOUT_CHARS or line.endswith((".", "!", "?")) or not _BYLINE.fullmatch(line):
        return False
    line = _ROLE_BEHIND.sub("", line)
    return all(not word[0].islower() or word.strip(",|") in _SMALL_IN_BYLINE for word in line.split())


def dateline(text: str, start: int, title: str) -> str:
    """The date, with its month, in one of the first lines, none of them long but the title; "" without one."""
    for _ in range(_HEAD_LINES):
        end = _line_end(text, start)
        line = text[start:end].strip(" *_")
        if len(day := _date_in_line(line)) > len("2019"):
            return day
        if len(line) > _ABOUT_CHARS and not _same(line, title) and not _ABOVE_TITLE.fullmatch(line):
            return ""
        start = _skip_blank(text, end + 1)
    return ""


def _date_in_line(line: str) -> str:
    """The date that the line consists of, or that ends a byline; "" when there is none."""
    begins = [word.start() for word in re.finditer(r"\S+", line)] if _is_byline(line) else [0]
    return next(filter(None, (iso_date(line[begin:]) for begin in begins)), "")
