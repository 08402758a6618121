from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.clipboard import clipboard_command, copy_locally


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("name", "variable"), [("wl-copy", "WAYLAND_DISPLAY"), ("xclip", "DISPLAY"), ("pbcopy", "HOME")]
)
def test_the_program_of_the_machine_is_used(tmp_path: Path, name: str, variable: str) -> None:
    program(tmp_path, name, "exit 0")
    command = clipboard_command({"PATH": str(tmp_path), variable: "here"})
    assert command is not None
    assert command[0] == str(tmp_path / name)


def test_over_ssh_the_terminal_has_the_clipboard(tmp_path: Path) -> None:
    program(tmp_path, "pbcopy", "exit 0")
    assert clipboard_command({"PATH": str(tmp_path), "SSH_TTY": "/dev/pts/1"}) is None


async def test_the_text_arrives_whole(tmp_path: Path) -> None:
    program(tmp_path, "pbcopy", f"/bin/cat > {tmp_path}/taken")
    assert await copy_locally("“quote”\n— source", {"PATH": f"{tmp_path}"})
    assert (tmp_path / "taken").read_text() == "“quote”\n— source"


async def test_a_program_that_fails_leaves_it_to_the_terminal(tmp_path: Path) -> None:
    program(tmp_path, "pbcopy", "exit 1")
    assert not await copy_locally("text", {"PATH": str(tmp_path)})
    assert not await copy_locally("text", {"PATH": str(tmp_path / "nowhere")})


async def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.clipboard.WAIT_SECONDS", 0.5)
    program(tmp_path, "pbcopy", f"echo $$ > {tmp_path}/number\nexec sleep 60")
    assert not await copy_locally("text", {"PATH": str(tmp_path)})
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "number").read_text()), 0)
