"""Leaving the chat, on a terminal, at moments when something slow is going on."""

from __future__ import annotations

import sys
import time

import pytest

from tests.terminals import on_terminal

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
    with on_terminal([sys.executable, "-c", f"MOMENT = {moment!r}\n{SLOW_CHAT}"]) as program:
        program.until(b"2 articles" if moment in {"asking", "palette"} else b"Ask your articles")  # open, or on the way
        program.type(keys)
        program.until(sign)
        pressed = time.monotonic()
        program.type(b"\x11")
        assert program.ended() == 0
        assert time.monotonic() - pressed < AT_ONCE
