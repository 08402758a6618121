from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.logs import KEPT_BYTES, log_bug, log_file


@pytest.fixture(autouse=True)
def own_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path / "logs")


def test_a_bug_leaves_its_traceback_in_the_file_that_the_line_names() -> None:
    try:
        raise ZeroDivisionError("of all things")
    except ZeroDivisionError as error:
        line = log_bug(error)
    assert "\n" not in line
    assert str(log_file()) in line
    assert "of all things" in log_file().read_text()


def test_a_log_that_cannot_be_written_is_said_calmly(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    assert "could not be written" in log_bug(ValueError())


def test_a_long_log_is_set_aside() -> None:
    log_file().write_bytes(b"x" * (KEPT_BYTES + 1))
    assert not log_file().exists()
    assert log_file().with_suffix(".old").stat().st_size > KEPT_BYTES


def test_native_writes_go_to_the_log_and_the_screen_stays_the_screen(tmp_path: Path) -> None:
    program = """
import os, sys
from tui.logs import stderr_in_log
with stderr_in_log():
    os.write(2, b"native noise\\n")
    sys.__stderr__.write("drawn\\n")
os.write(2, b"after\\n")
sys.__stderr__.write("and after\\n")
"""
    home = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=home, check=True)
    assert ended.stderr == "drawn\nafter\nand after\n"
    logs = [path.read_text() for path in tmp_path.rglob("dossier.log")]
    assert logs == ["native noise\n"]
