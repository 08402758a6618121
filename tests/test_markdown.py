"""Markdown's marks go, its words stay, and the columns of the file can be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import clean, clean_with_removed
from index.markdown import without_marks


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("a **bold** and __strong__ word", "a bold and strong word"),
        ("an *early* or _late_ word", "an early or late word"),
        ("see [the site](https://a.example/b_(c)) now", "see the site now"),
        ("![a picture](a.png)", "a picture"),
        ("[![a picture](a.png)](b)", "a picture"),
        ("**[both](x)**", "both"),
        ("run `ls -l` now", "run ls -l now"),
        ("# A heading", "A heading"),
        ("> quoted", "quoted"),
        ("```python\ncode\n```", "\ncode\n"),
        ("above\n\n---\n\nbelow", "above\n\n\n\nbelow"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("- item", "- item"),
        ("[hat tip] and [...]", "[hat tip] and [...]"),
        (r"it cost \$5 and \*x\*, \_y\_, \[z\](a) \\", r"it cost $5 and *x*, _y_, [z](a) \ ".rstrip()),
        (r"C:\news", r"C:\news"),
    ],
)
def test_marks_go_and_words_stay(marked: str, plain: str) -> None:
    assert without_marks(marked, ())[0] == plain


@given(st.text(alphabet="ab *_`[]()!#>~-\\\n\u0301", max_size=60).map(clean))
def test_what_is_left_is_clean_and_of_the_same_lines(text: str) -> None:
    plain, removed = without_marks(text, ())
    assert clean(plain) == plain
    assert plain.count("\n") == text.count("\n")
    assert len(plain) + len(removed) == len(text)


@given(st.lists(st.sampled_from(["a", "b", "c\n", "*", "**", "_", "[", "](x)", "\u200b", "`", " ", "\\"]), max_size=40))
def test_columns_of_the_file_follow_from_the_removed_offsets(pieces: list[str]) -> None:
    raw = "".join(pieces)
    plain, removed = without_marks(*clean_with_removed(raw))
    raw_lines = raw.split("\n")
    start = 0
    for raw_line, line in zip(raw_lines, plain.split("\n"), strict=True):
        for place, letter in enumerate(line):
            column = place + sum(start <= offset <= start + place for offset in removed)
            assert raw_line[column] == letter
        start += len(line) + 1
