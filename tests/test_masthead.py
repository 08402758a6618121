from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.masthead import bar


@given(st.integers(0, 500), st.integers(0, 500))
def test_bar_is_filled_in_proportion_and_always_as_long(done: int, total: int) -> None:
    drawn = bar(done, total, 12).plain
    assert len(drawn) == 12
    assert drawn.count("━") == (min(12, 12 * done // total) if total else 0)


@pytest.mark.parametrize(("done", "drawn"), [(0, "────"), (5, "━━──"), (10, "━━━━"), (11, "━━━━")])
def test_bar_can_be_read_without_colour(done: int, drawn: str) -> None:
    assert bar(done, 10, 4).plain == drawn
