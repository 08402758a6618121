"""Text -> the clipboard of this machine, by the programs that own it."""

from __future__ import annotations

import asyncio
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping

WAIT_SECONDS = 1.0
ARGUMENTS = {"xclip": ("-selection", "clipboard")}


def clipboard_command(environment: Mapping[str, str]) -> list[str] | None:
    """The program that takes text for the local clipboard; None over ssh or where there is none."""
    if any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
        return None
    wayland, x11 = bool(environment.get("WAYLAND_DISPLAY")), bool(environment.get("DISPLAY"))
    offered = (["wl-copy"] if wayland else []) + (["xclip"] if x11 else []) + ["pbcopy"]
    for name in offered:
        if (program := shutil.which(name, path=environment.get("PATH"))) is not None:
            return [program, *ARGUMENTS.get(name, ())]
    return None


async def copy_locally(text: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a program of this machine took the text; if not, the terminal itself must (OSC 52)."""
    command = clipboard_command(environment)
    if command is None:
        return False
    try:
        taker = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL)
    except OSError:
        return False
    try:
        await asyncio.wait_for(taker.communicate(text.encode(errors="replace")), WAIT_SECONDS)
    except TimeoutError:
        taker.kill()
        await taker.wait()
        return False
    except OSError:
        return False
    return taker.returncode == 0
