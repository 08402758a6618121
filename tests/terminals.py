"""Programs on terminals of their own; none outlives its test."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0  # seconds for anything that is waited for


class Program:
    """A program that runs, and our end of its terminal."""

    def __init__(self, process: subprocess.Popen[bytes], terminal: int) -> None:
        self.process = process
        self.terminal: int | None = terminal
        self.written = b""

    def type(self, keys: bytes) -> None:
        """Presses keys."""
        assert self.terminal is not None
        os.write(self.terminal, keys)

    def until(self, sign: bytes) -> None:
        """Reads until the sign has been written, now or before."""
        deadline = time.monotonic() + PATIENCE
        while sign not in self.written:
            chunk = self._read(deadline)
            assert chunk, f"{sign!r} was never written: {self.written[-2000:]!r}"

    def ended(self) -> int:
        """Reads to the end; the program's exit code."""
        deadline = time.monotonic() + PATIENCE
        while self.terminal is not None and self._read(deadline):
            continue
        return self.process.wait(timeout=PATIENCE)

    def hang_up(self) -> None:
        """Takes the terminal away; no signal tells the program."""
        if self.terminal is not None:
            os.close(self.terminal)
            self.terminal = None

    def _read(self, deadline: float) -> bytes:
        """What is written next; nothing at the end, or when it takes too long."""
        assert self.terminal is not None
        if not select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            return b""
        try:
            chunk = os.read(self.terminal, 65536)
        except OSError:  # how Linux says that the other end is closed
            return b""
        self.written += chunk
        return chunk


@contextmanager
def on_terminal(command: Sequence[str | Path]) -> Iterator[Program]:
    """The command, running on a terminal of 80 by 24; killed at the end if it still runs."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    environment = {**os.environ, "TERM": "xterm-256color"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    program = Program(process, ours)
    try:
        yield program
    finally:
        process.kill()
        process.wait()
        program.hang_up()
