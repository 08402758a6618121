"""The article of a web page: its text without menus and footers, its title and date."""

from __future__ import annotations

import logging

from index.clean import clean
from index.files import NotAnArticleError
from index.heading import Heading, iso_date, one_line


def read_webpage(html: str) -> tuple[Heading, str]:
    """Title and date, and the body's text, of an HTML page; NotAnArticleError when none is found in it."""
    from trafilatura import bare_extraction  # 0.7 s

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document = bare_extraction(html, include_comments=False, with_metadata=True)
    except Exception as error:  # a parser of anything: what it cannot parse is no article
        raise NotAnArticleError("HTML that cannot be parsed") from error
    if document is None or isinstance(document, dict) or not document.text:
        raise NotAnArticleError("no article text in the HTML")
    text = clean(document.text).strip()
    return Heading(one_line(document.title or ""), iso_date(document.date or "")), text
