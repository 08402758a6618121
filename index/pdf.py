"""The text of a PDF, page by page."""

from __future__ import annotations

import io
import logging
import re
import warnings

from index.clean import clean
from index.files import NotAnArticleError
from index.heading import Heading, iso_date, one_line

_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


def read_pdf(raw: bytes) -> tuple[Heading, str, tuple[int, ...]]:
    """Title and date, the text, and the offset at which each page starts; NotAnArticleError when it cannot be read."""
    heading, pages = _extract(raw)
    starts: list[int] = []
    length = 0
    cleaned = [clean(_HYPHENATED.sub("", page)).strip() for page in pages]
    for page in cleaned:
        starts.append(length)
        length += len(page) + 2
    return heading, "\n\n".join(cleaned).rstrip(), tuple(starts)


def _extract(raw: bytes) -> tuple[Heading, list[str]]:
    from pypdf import PdfReader  # 0.2 s

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(raw), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise NotAnArticleError("encrypted PDF")
            information = reader.metadata
            title = one_line((information and information.title) or "")
            made = str((information and information.get("/CreationDate")) or "")
            day = re.sub(r"^D:(\d{4})(\d{2})(\d{2}).*", r"\1-\2-\3", made)
            return Heading(title, iso_date(day)), [page.extract_text() for page in reader.pages]
    except NotAnArticleError:
        raise
    except Exception as error:  # a parser of anything: what it cannot parse is no article
        raise NotAnArticleError("broken PDF") from error
