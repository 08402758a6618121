"""Title and date from the head of a text or a file name, and where the body begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

import yaml

from index.clean import clean

_FRONT = re.compile(r"---[ ]*\n(.*?)^(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ATX = re.compile(r"#{1,6}[ ]+(.*?)[ ]*#*$")
_ISO = re.compile(r"(\d{4}(?:-\d{2}){0,2})(?:[T ]\d{2}:.*)?")
_ISO_PREFIX = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)(?:[-_ .]|$)")
_BYLINE = re.compile(
    r"(?:by|von|par)\s+\S.{0,60}|.{0,40}\b(?:news|reporter|correspondent|staff|bureau|desk|agency)", re.IGNORECASE
)
_FRONT_CHARS = 20_000
_DATELINE_CHARS = 40
_TITLE_CHARS = 160
_DATE_FORMATS = ("%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%B %Y", "%b %Y", "%Y/%m/%d", "%d.%m.%Y")
_WEEKDAY = re.compile(r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+", re.IGNORECASE)


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
    if not title:
        title = _title_line(text, start, markdown)
    start = skip_title(text, start, title)
    return Heading(title, day or _dateline(text, start), start)


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
    written = _WEEKDAY.sub("", written.strip())
    match = _ISO.fullmatch(written)
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
        return "", "", 0
    try:
        fields = yaml.safe_load(match[1])
    except Exception:  # noqa: BLE001 a parser of anything: a tag like !!bool makes it raise what it pleases
        fields = _plain_fields(match[1])
    if not isinstance(fields, dict):
        return "", "", match.end() if not fields else 0
    lowered = {str(key).lower(): value for key, value in fields.items()}
    return _scalar(lowered.get("title")), iso_date(_scalar(lowered.get("date"))), match.end()


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


def _title_line(text: str, start: int, markdown: bool) -> str:
    """The first line when it is a heading, or stands short and alone above a text; else ""."""
    end = _line_end(text, start)
    line = text[start:end].strip()
    if markdown and (match := _ATX.match(line)):
        return one_line(match[1])
    below = text[end + 1 : _line_end(text, end + 1)].strip() if end < len(text) else ""
    if below and not set(below) - set("=-") and len(below) > 2:
        return one_line(line)
    alone = not below and _skip_blank(text, end + 1) < len(text)
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
        bare = _ATX.match(line)
        is_title = _same(bare[1] if bare else line, title)
        is_rule = titled and len(line) > 2 and not set(line) - set("=-")
        is_byline = titled and len(line) <= 60 and line[-1] not in ".!?" and _BYLINE.fullmatch(line) is not None
        following = _skip_blank(text, end + 1)
        if not (is_title or is_rule or is_byline) or following >= len(text):
            break
        titled = titled or is_title
        start = following
    return start


def _same(line: str, title: str) -> bool:
    return "".join(filter(str.isalnum, line.casefold())) == "".join(filter(str.isalnum, title.casefold())) != ""


def _dateline(text: str, start: int) -> str:
    """The date that the body's first line consists of, or ""."""
    line = text[start : _line_end(text, start)].strip()
    return iso_date(line) if len(line) <= _DATELINE_CHARS else ""
