"""Leaving the chat, on a terminal, at moments when something slow is going on."""

from __future__ import annotations

import os
import pty
import select
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
AT_ONCE = 2.0  # seconds from the key to the end of the process

SLOW_CHAT = """
import time
from tests.chats import ScriptedAssistant, chat_app
from tui.engine import leave

class Slow(ScriptedAssistant):
    def load(self):
        if MOMENT == "loading":
            time.sleep(60)

    def ask(self, *arguments, **more):
        time.sleep(60)

def build(progress):
    if MOMENT == "indexing":
        time.sleep(60)

app = chat_app(Slow(), build, questions=())
app.run()
leave(app.return_code or 0)
"""


@pytest.mark.parametrize(
    ("moment", "sign", "keys"),
    [
        ("indexing", b"looking for changes", b""),
        ("loading", b"loading models", b""),
        ("asking", b"Searching", b"who?\r"),
        ("palette", b"Chat: New", b"\x10"),
    ],
)
def test_ctrl_q_leaves_at_once_whatever_is_going_on(moment: str, sign: bytes, keys: bytes) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
        os.execve(sys.executable, [sys.executable, "-c", f"MOMENT = {moment!r}\n{SLOW_CHAT}"], environment)
    written = read_until(terminal, b"Ask your articles")
    os.write(terminal, keys)
    if sign not in written:
        read_until(terminal, sign)
    pressed = time.monotonic()
    os.write(terminal, b"\x11")
    while reads_on(terminal):
        continue
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
    assert time.monotonic() - pressed < AT_ONCE


def read_until(terminal: int, sign: bytes) -> bytes:
    """What is written up to and with the sign, within half a minute."""
    written, deadline = b"", time.monotonic() + 30
    while sign not in written:
        assert select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0], written[-2000:]
        written += os.read(terminal, 65536)
    return written


def reads_on(terminal: int) -> bool:
    """Whether there was something to read; the program has ended when not."""
    try:
        return bool(os.read(terminal, 65536))
    except OSError:  # how Linux says that the other end is closed
        return False
