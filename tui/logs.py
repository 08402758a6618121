"""The log file: tracebacks of bugs, and what native libraries write past the screen."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

KEPT_BYTES = 1_000_000


def log_file() -> Path:
    """The path of the log file, its folder made; set aside as `.old` once it is past a megabyte."""
    from platformdirs import user_log_path

    path = user_log_path("dossier", appauthor=False) / "dossier.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > KEPT_BYTES:
        path.replace(path.with_suffix(".old"))
    return path


def log_bug(error: BaseException) -> str:
    """One calm line that says where the traceback of `error` has been written."""
    report = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z\n{''.join(traceback.format_exception(error))}\n"
    try:
        path = log_file()
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(report)
    except OSError as refusal:
        return f"This is a bug: {type(error).__name__}; its traceback could not be written ({refusal.strerror})"
    return f"This is a bug: {type(error).__name__}; its traceback is in {path}"


def _sink() -> BinaryIO:
    """Where noise goes: the log file, or nowhere when that cannot be written."""
    try:
        return log_file().open("ab")
    except OSError:
        return Path(os.devnull).open("ab")


@contextmanager
def stderr_in_log() -> Iterator[None]:
    """File descriptor 2 goes to the log file inside; `sys.__stderr__`, where Textual draws, stays on the screen."""
    real = sys.__stderr__
    if real is None:
        yield
        return
    real.flush()
    screen_fd = os.dup(2)
    with _sink() as log, os.fdopen(screen_fd, "w", encoding=real.encoding, errors=real.errors) as screen:
        os.dup2(log.fileno(), 2)
        vars(sys)["__stderr__"] = screen
        try:
            yield
        finally:
            vars(sys)["__stderr__"] = real
            screen.flush()
            os.dup2(screen_fd, 2)
