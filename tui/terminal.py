"""The terminal that the chat stands on: when it goes, the chat goes too."""

from __future__ import annotations

import os
import threading
import time

from tui.engine import leave

HUNG_UP = 129
"""What shells report of a program that a hangup ended."""
CHECK_SECONDS = 1.0


def leave_with_terminal(fd: int = 0) -> None:
    """Watches the terminal from a daemon thread, and ends the process with 129 once there is none.

    A hangup ends a process by its signal; where that is ignored or goes elsewhere, reading what is gone would spin.
    """
    threading.Thread(target=_watch, args=(fd,), name="terminal", daemon=True).start()


def _watch(fd: int) -> None:
    while os.isatty(fd):
        time.sleep(CHECK_SECONDS)
    leave(HUNG_UP)
