"""Web pages as browsers read them."""

from __future__ import annotations

import pytest

from index.webpage import read_webpage

PAGE = '<html><head><meta charset="{}"></head><body><p>{}</p></body></html>'


@pytest.mark.parametrize(
    ("named", "encoding", "text"),
    [
        ("iso-8859-2", "iso-8859-2", "Zażółć gęślą jaźń w Łodzi."),
        ("iso-8859-1", "cp1252", "“Five €” – that’s the café."),
        ("latin1", "cp1252", "“Five €” – that’s the café."),
        ("US-ASCII", "cp1252", "“Five €” – that’s the café."),
        ("windows-1252", "cp1252", "“Five €” – that’s the café."),
        ("iso-8859-1", "utf-8", "“Five €” – that’s the café."),
        ("ascii", "utf-8", "“Five €” – that’s the café."),
        ("no-such", "utf-8", "“Five €” – that’s the café."),
    ],
)
def test_a_page_is_read_in_the_encoding_it_names_or_means(named: str, encoding: str, text: str) -> None:
    assert read_webpage(PAGE.format(named, text).encode(encoding))[1] == text
