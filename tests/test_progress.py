from __future__ import annotations

import io

import pytest
from rich.cells import cell_len

from index.build import Progress
from tui.progress import ProgressLine, bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize("width", [0, 1, 20, 40, 200])
def test_the_bar_stays_on_its_line(width: int) -> None:
    line = bar(Progress("embedding", 3, 9, "a\x1b[2Jb\n新c" * 30), width)
    assert cell_len(line) <= max(width - 1, 0)
    assert "\n" not in line
    assert "\x1b" not in line


def test_the_bar_is_full_at_the_end() -> None:
    assert bar(Progress("reading", 4, 4, "x"), 80).count("━") == 20
    assert bar(Progress("reading", 0, 0, ""), 80).count("━") == 0


def test_quick_work_leaves_the_terminal_as_it_was(clock: list[float]) -> None:
    stream = Terminal()
    with ProgressLine(stream) as progress:
        clock[0] += 0.1
        progress(Progress("reading", 1, 2, "a"))
    assert stream.getvalue() == ""


def test_long_work_shows_a_bar_and_takes_it_away_also_after_an_error(clock: list[float]) -> None:
    stream = Terminal()
    with pytest.raises(KeyboardInterrupt):
        stopped_after_a_second(stream, clock)
    assert "━" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_where_there_is_no_terminal_long_work_says_one_line(clock: list[float]) -> None:
    stream = io.StringIO()
    with ProgressLine(stream) as progress:
        for done in range(5):
            clock[0] += 2
            progress(Progress("embedding", done, 5, "a"))
    assert stream.getvalue() == "dossier: embedding, 1 of 5 done …\n"


def stopped_after_a_second(stream: Terminal, clock: list[float]) -> None:
    with ProgressLine(stream) as progress:
        clock[0] += 1
        progress(Progress("reading", 1, 2, "a"))
        raise KeyboardInterrupt
