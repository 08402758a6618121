"""The text of a PDF, page by page."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Mapping
from typing import Any

from index.clean import clean
from index.files import NotAnArticleError
from index.heading import Heading, dateline, iso_date, one_line
from index.sentences import goes_on

_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_MADE = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2}).*", re.DOTALL)
_NO_TITLE = re.compile(r"microsoft word|untitled|.*\.(?:docx?|indd|pdf|tex|qxd|rtf)$", re.IGNORECASE)
"""Titles that programs, not people, give."""


def read_pdf(raw: bytes) -> tuple[Heading, str, tuple[int, ...]]:
    """Title and date, the text, and the offset at which each page starts; NotAnArticleError when it cannot be read."""
    title, made, pages = _extract(raw)
    starts: list[int] = []
    length = 0
    texts = [_flowing(clean(page)) for page in pages]
    for text in texts:
        starts.append(length)
        length += len(text) + 2
    shown, whole = "" if _NO_TITLE.match(title) else title, "\n\n".join(texts)
    day = dateline(whole, 0, shown) or iso_date(_MADE.sub(r"\1-\2-\3", made))
    return Heading(shown, day), whole, tuple(starts)


def _flowing(page: str) -> str:
    """The page's text with words and lines that were broken to fit the page put together."""
    lines = [line.strip() for line in _HYPHENATED.sub("", page).strip().split("\n")]
    pieces = [
        line + (" " if goes_on(line, after) else "\n") for line, after in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return "".join(pieces).strip()


def _extract(raw: bytes) -> tuple[str, str, list[str]]:
    """Title and day of making as the file says, and each page's text."""
    from pypdf import PdfReader  # 0.2 s
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(raw), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise NotAnArticleError("encrypted PDF")
            about: Mapping[str, Any] = reader.metadata or {}
            title, made = one_line(about.get("/Title") or ""), str(about.get("/CreationDate") or "")
            return title, made, [page.extract_text() for page in reader.pages]
    except NotAnArticleError:
        raise
    except DependencyError as error:  # AES
        raise NotAnArticleError("encrypted PDF; `pip install cryptography` may open it") from error
    except Exception as error:  # a parser of anything: what it cannot parse is no article
        raise NotAnArticleError("broken PDF") from error
