"""How far long work is, on stderr: a bar on a terminal, elsewhere one line when it takes long."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from index.build import Progress

QUIET_SECONDS = 0.3  # work that ends sooner shows nothing
LONG_SECONDS = 3.0
REDRAW_SECONDS = 0.05
BAR_CELLS = 20


class ProgressLine:
    """Hears of progress; used as a context manager, it leaves no bar behind."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._began = self._drawn_at = time.monotonic()
        self._drawn = False

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn and self._is_terminal:
            self._write("\r\x1b[K")

    def __call__(self, progress: Progress) -> None:
        """Shows the progress, when it is time to."""
        now = time.monotonic()
        if self._is_terminal:
            if now - self._began >= QUIET_SECONDS and now - self._drawn_at >= REDRAW_SECONDS:
                self._drawn_at, self._drawn = now, True
                self._write(f"\r{bar(progress, self._width())}\x1b[K")
        elif not self._drawn and now - self._began >= LONG_SECONDS:
            self._drawn = True
            self._write(f"dossier: {progress.stage}, {progress.done} of {progress.total} done …\n")

    def _width(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns
        except (OSError, ValueError):
            return 80

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def bar(progress: Progress, width: int) -> str:
    """The progress as one line of less than `width` cells."""
    from tui.plain import one_line

    filled = BAR_CELLS * progress.done // max(progress.total, 1)
    name = one_line(progress.name)
    from rich.cells import set_cell_size

    line = f"{progress.stage} {'━' * filled}{'╌' * (BAR_CELLS - filled)} {progress.done}/{progress.total} {name}"
    return set_cell_size(line, max(width - 1, 0)).rstrip()
