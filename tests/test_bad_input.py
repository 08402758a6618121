"""Bad input and rough treatment, through the command itself."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from tests.command import SmallCore
from tests.fakes import FakeEmbedder
from tests.terminals import ROOT, on_terminal
from tui.cli import main

DOSSIER = Path(sys.executable).with_name("dossier")
COMMAND = [sys.executable, "-m", "tests.command"]
EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202e\u2066[/nope]"


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


def dossier(*arguments: str | Path) -> Ended:
    """The ended command; its embedder is a small one."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(argument) for argument in arguments], SmallCore())
    return Ended(code, out.getvalue(), err.getvalue())


def indexed(*arguments: str | Path) -> dict[str, Any]:
    """What `dossier index --json` says."""
    ended = dossier("index", *arguments, "--json")
    assert ended.code == 0, ended.err
    said: dict[str, Any] = json.loads(ended.out)
    return said


def refused(ended: Ended) -> str:
    """What was said on stderr, which was two lines for the person."""
    assert ended.code == 2, ended
    assert ended.out == ""
    assert len(ended.err.splitlines()) == 2
    assert ended.err.startswith("dossier: ")
    return ended.err


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A hundred articles: several batches of passages."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(100):
        (folder / f"{number:03}.txt").write_text(f"Title {number}\n\nTown {number} partnered with river {number}.\n")
    return folder


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    refused(dossier("index", tmp_path))


def test_a_folder_without_a_readable_article_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(bytes(range(256)))
    (tmp_path / "y.txt").write_bytes(b"\0\0\0\0")
    refused(dossier("index", tmp_path))


def test_an_index_folder_that_cannot_be_written_is_refused(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert "--index" in refused(dossier("index", articles, "--index", tmp_path / "file"))
    refused(dossier("index", articles, "--index", "/proc/dossier"))


def test_files_that_cannot_be_articles_are_skipped_with_a_reason(articles: Path) -> None:
    (articles / "empty.txt").write_text("")
    (articles / "binary.txt").write_bytes(b"\x7fELF\0\0\1\2")
    (articles / "latin.txt").write_bytes("Title\n\nLe café a ouvert.\n".encode("latin-1"))
    (articles / ".hidden.txt").write_text("secret")
    said = indexed(articles)
    names = {Path(skipped["path"]).name: skipped["reason"] for skipped in said["skipped"]}
    assert {"empty.txt", "binary.txt"} <= set(names)
    assert all(names.values())
    assert said["added"] >= 100


@pytest.fixture(scope="module")
def sound_index(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An article and its index folder, to damage a copy of."""
    home = tmp_path_factory.mktemp("sound")
    article, folder = home / "a.txt", home / "index"
    article.write_text("Title\n\n" + "MTS partnered with Huawei in Moscow. " * 200)
    build([article], folder, FakeEmbedder())
    return article, folder


@pytest.mark.parametrize("name", ["dossier.db", "dense.index", "lexical.index"])
@pytest.mark.parametrize("damage", ["truncated", "overwritten", "emptied"])
def test_a_damaged_index_file_is_repaired_or_refused_with_the_command_that_rebuilds(
    sound_index: tuple[Path, Path], tmp_path: Path, name: str, damage: str
) -> None:
    article, folder = sound_index[0], tmp_path / "index"
    shutil.copytree(sound_index[1], folder)
    whole = (folder / name).read_bytes()
    damaged = {"truncated": whole[: len(whole) // 2], "overwritten": whole[:100] + b"\xff" * len(whole), "emptied": b""}
    (folder / name).write_bytes(damaged[damage])
    ended = dossier("index", article, "--index", folder, "--json")
    if ended.code:
        assert "--rebuild" in refused(ended)
    else:
        assert json.loads(ended.out)["passages"] > 1


def test_a_damaged_record_is_made_anew_when_told(sound_index: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "dossier.db").write_bytes(b"\xff" * 9999)
    assert indexed(sound_index[0], "--index", tmp_path, "--rebuild")["added"] == 1


def test_an_index_of_another_embedder_names_the_command_that_rebuilds(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    indexed(articles, "--index", tmp_path / "index")
    assert main(["index", str(articles), "--index", str(tmp_path / "index")]) == 2
    said = capsys.readouterr().err
    assert f"dossier index --rebuild --index {tmp_path / 'index'} {articles}" in said


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_what_was_committed_before_a_kill_or_ctrl_c_is_not_indexed_again(articles: Path, how: signal.Signals) -> None:
    process = subprocess.Popen(
        [*COMMAND, "index", articles],
        cwd=ROOT,
        env={**os.environ, "PAUSE_AT": "3"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "paused\n"
    process.send_signal(how)
    out, narration = process.communicate(timeout=30)
    assert (process.returncode, out) == ((130, "") if how is signal.SIGINT else (-9, ""))
    assert "Traceback" not in narration
    said = indexed(articles)
    assert said["added"] + said["unchanged"] == said["passages"] == 100
    assert said["unchanged"] >= 32


def test_nobody_reading_the_output_is_no_error(articles: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [*COMMAND, "index", articles, "--json"]
    with os.fdopen(writer, "w") as closed:
        ended = subprocess.run(command, cwd=ROOT, stdout=closed, stderr=subprocess.PIPE, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A folder whose file names, titles and articles try to steer the terminal."""
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "\x1b[31m\x9b\u202e\n.txt").write_text(
        f"Title {EVIL}\n\nMTS {EVIL} partnered with Huawei {EVIL} in Moscow.\n"
    )
    (folder / "\x1b[2J.bin").write_bytes(b"\0")
    return folder


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["index"], 0),
        (["status"], 0),
        (["ask", f"Who partnered {EVIL} with MTS?"], 0),
        (["ask", f"Why is the sea {EVIL} salty?"], 1),
        (["ask", f"Who partnered {EVIL} with MTS?", "--json"], 0),
        (["index", f"/nowhere/{EVIL}"], 2),
    ],
)
def test_nothing_hostile_steers_a_real_terminal(
    evil: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["index", str(evil)]) == 0
    with on_terminal([DOSSIER, *arguments, evil]) as program:
        assert program.ended() == code
    shown = program.written.replace(b"\r\x1b[K", b"").decode()  # the progress bar taking itself away
    assert shown
    assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066\x00")


def test_on_a_terminal_with_colour_the_answer_is_marked_in_its_sentence(evil: Path) -> None:
    with on_terminal([DOSSIER, "ask", "Who partnered with MTS?", evil]) as program:
        assert program.ended() == 0
    assert b"\x1b[1;7mHuawei" in program.written


def test_the_chat_over_hostile_articles_leaves_the_terminal_alone_and_quits_at_once(evil: Path) -> None:
    assert main(["index", str(evil)]) == 0
    with on_terminal([DOSSIER, evil]) as program:
        program.until(b"Ask")
        program.type(b"Who partnered with MTS?\r")
        program.until(b"Huawei")
        program.type(b"\x11")  # ctrl+q
        asked = time.monotonic()
        assert program.ended() == 0
        assert time.monotonic() - asked < 2
    for hostile in (b"\x1b]0;owned", "\x9b".encode(), "\u202e".encode(), "\u2066".encode()):
        assert hostile not in program.written
