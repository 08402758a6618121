"""Text that is safe to show and stable to index: the trust boundary between files and the rest.

Offsets are born after `clean` and never before. A line of the file stays a line of the text, and every
change either keeps a character's place or removes it, so that file columns can be told from text offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_LINE_END = re.compile(r"\r\n|\r|\n")

_SPACES = "\t\v\f\x85\u2028\u2029\xa0\u2007\u202f"
"""Each becomes one space; none of them ends a line in an editor."""

_ESCAPES = (
    # OSC, DCS, SOS, PM, APC with their body; CSI; escapes of two characters
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b[ -/]*[0-~]"
)
_HIDDEN = (
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0, DEL, C1
    r"\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi, zero width, fillers
    r"\ud800-\udfff\ufdd0-\ufdef\U000e0000-\U000e007f"  # lone surrogates, noncharacters, tags
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_REMOVED = re.compile(f"{_ESCAPES}|{_HIDDEN}")
_TO_SPACE = str.maketrans(_SPACES, " " * len(_SPACES))

_JOINING_LETTERS = ((0x1160, 0x11FF), (0x16D63, 0x16D6A))
"""Letters that compose with the one before: Hangul vowels and finals, Kirat Rai vowel signs."""


def clean(text: str) -> str:
    """The text as it may be shown and indexed; cleaning it again changes nothing."""
    return clean_with_removed(text)[0]


def clean_with_removed(text: str) -> tuple[str, tuple[int, ...]]:
    """The cleaned text, and the offsets in it before which one character of the same raw line was removed.

    An offset stands there once for each character removed. Line ends are `\\n`, one for each `\\r\\n`, `\\r` or `\\n`.
    """
    lines: list[str] = []
    removed: list[int] = []
    offset = 0
    for line in _LINE_END.split(text):
        cleaned, columns = _clean_line(line)
        lines.append(cleaned)
        removed.extend(offset + column for column in columns)
        offset += len(cleaned) + 1
    return "\n".join(lines), tuple(removed)


def _clean_line(line: str) -> tuple[str, list[int]]:
    line = line.translate(_TO_SPACE)
    if not _REMOVED.search(line) and unicodedata.is_normalized("NFC", line):
        return line, []
    kept = list(_kept(line))
    pieces: list[str] = []
    removed: list[int] = []
    length = seen = 0
    for start, end in _clusters([character for _, character in kept]):
        first = kept[start][0]
        removed.extend([length] * (first - seen))
        composed = _composed("".join(character for _, character in kept[start:end]))
        pieces.append(composed)
        length += len(composed)
        seen = first + len(composed)
    removed.extend([length] * (len(line) - seen))
    return "".join(pieces), removed


def _kept(line: str) -> Iterator[tuple[int, str]]:
    """Column (from 0) and character of what is not removed."""
    end = 0
    for match in _REMOVED.finditer(line):
        yield from enumerate(line[end : match.start()], start=end)
        end = match.end()
    yield from enumerate(line[end:], start=end)


def _clusters(characters: list[str]) -> Iterator[tuple[int, int]]:
    """The spans that compose on their own: a letter and all that joins it."""
    start = 0
    for place, character in enumerate(characters):
        if place > start and not _joins(character):
            yield start, place
            start = place
    if characters:
        yield start, len(characters)


def _joins(character: str) -> bool:
    if character < "\u0300":
        return False
    code = ord(character)
    return unicodedata.category(character)[0] == "M" or any(low <= code <= high for low, high in _JOINING_LETTERS)


def _composed(cluster: str) -> str:
    """The cluster in NFC; as it is where NFC would make it longer (some Hebrew and Indic letters), to keep columns."""
    composed = unicodedata.normalize("NFC", cluster)
    return composed if len(composed) <= len(cluster) else cluster
