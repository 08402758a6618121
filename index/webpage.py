"""The article of a web page: its text without menus and footers, its title and date."""

from __future__ import annotations

import codecs
import logging
import re

from index.clean import clean
from index.files import NotAnArticleError, decode
from index.heading import Heading, dateline, iso_date, one_line, skip_title

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_HEAD_BYTES = 4_096
_DATE_SEARCH = {"original_date": True, "extensive_search": False}
"""A day that the page gives as its own; an extensive search takes the year of a copyright line for one."""
_NAMED_BY_HABIT = {"iso8859-1", "ascii"}
"""Encodings that pages name whose bytes are Windows-1252 or UTF-8."""


def read_webpage(raw: bytes) -> tuple[Heading, str]:
    """Title and date, and the body's text, of an HTML page; NotAnArticleError when none is found in it."""
    from trafilatura import bare_extraction, html2txt  # 0.7 s

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    html = _decoded(raw)
    try:
        document = bare_extraction(
            html, include_comments=False, with_metadata=True, date_extraction_params=_DATE_SEARCH
        )
        found = document.as_dict() if document is not None else {}
        text = str(found.get("text") or html2txt(html))
    except Exception as error:  # a parser of anything: what it cannot parse is no article
        raise NotAnArticleError("HTML that cannot be parsed") from error
    title = one_line(found.get("title") or "")
    paragraphs = (line.strip() for line in clean(text).split("\n"))
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    day = iso_date(found.get("date") or "") or dateline(body, 0, title)
    return Heading(title, day), body[skip_title(body, 0, title) :]


def _decoded(raw: bytes) -> str:
    """The page's text, in the encoding it names when that is right."""
    named = _CHARSET.search(raw[:_HEAD_BYTES])
    if named and b"\0" not in raw[:_HEAD_BYTES]:
        try:
            encoding = codecs.lookup(named[1].decode()).name
            if encoding not in _NAMED_BY_HABIT:
                return raw.decode(encoding)
        except (LookupError, ValueError):
            pass
    return decode(raw)
