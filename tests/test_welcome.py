from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.load import Skipped
from tests.chats import STATUS
from tui.welcome import indexed


def test_what_is_indexed_is_counted_and_named() -> None:
    assert indexed(replace(STATUS, articles=1240, passages=9001)).plain.startswith("1,240 articles · 9,001 passages\n")


def test_paths_are_shown_from_where_the_person_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "work")
    paths = (f"{tmp_path}/work/seeds", f"{tmp_path}/papers", "/elsewhere/[/nope]\x1b[2J")
    assert indexed(replace(STATUS, paths=paths)).plain.split("\n")[1] == "seeds, ~/papers, /elsewhere/[/nope]"


def test_skipped_files_are_said() -> None:
    status = replace(STATUS, skipped=(Skipped("/a", "empty"), Skipped("/b", "binary")))
    assert "2 files skipped: `dossier status` says why" in indexed(status).plain


def test_paths_are_shown_whole_when_the_working_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert indexed(replace(STATUS, paths=("/articles",))).plain.split("\n")[1] == "/articles"
