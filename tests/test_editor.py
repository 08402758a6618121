from __future__ import annotations

import sys
from pathlib import Path

import pytest

from index.errors import UserError
from index.load import Citation
from tui.editor import editor_command


@pytest.fixture
def citation(tmp_path: Path) -> Citation:
    file = tmp_path / "an article.txt"
    file.write_text("words")
    return Citation(str(file), "Title", "", 7, 3, None)


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("nano", ["nano", "+7", "FILE"]),
        ("emacsclient -t", ["emacsclient", "-t", "+7", "FILE"]),
        ("code --wait", ["code", "--wait", "--goto", "FILE:7:3"]),
        ("/usr/bin/hx", ["/usr/bin/hx", "FILE:7"]),
    ],
)
def test_the_editor_opens_the_file_at_the_line(citation: Citation, editor: str, command: list[str]) -> None:
    words = [word.replace("FILE", citation.source) for word in command]
    assert editor_command(citation, {"EDITOR": editor}) == words


def test_visual_comes_before_editor(citation: Citation) -> None:
    assert editor_command(citation, {"EDITOR": "ed", "VISUAL": "vim"})[0] == "vim"


def test_without_lines_the_file_alone_is_opened(citation: Citation) -> None:
    page = Citation(citation.source, "Title", "", None, None, 2)
    assert editor_command(page, {"EDITOR": "vim", "PATH": "/nowhere"}) == ["vim", citation.source]


@pytest.mark.parametrize(
    ("platform", "screen", "opened_with"),
    [
        ("linux", {"DISPLAY": ":0"}, "xdg-open"),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, "xdg-open"),
        ("linux", {}, "vim"),
        ("darwin", {}, "open"),
    ],
)
def test_what_has_no_lines_is_shown_by_its_own_program_where_there_is_a_screen(
    citation: Citation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    screen: dict[str, str],
    opened_with: str,
) -> None:
    for name in ("xdg-open", "open"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setattr(sys, "platform", platform)
    page = Citation(citation.source, "Title", "", None, None, 2)
    environment = {"EDITOR": "vim", "PATH": str(tmp_path), **screen}
    command, file = editor_command(page, environment)
    assert (Path(command).name, file) == (opened_with, citation.source)
    assert editor_command(citation, environment) == ["vim", "+7", citation.source]


@pytest.mark.parametrize("editor", ["", "  ", "'unclosed"])
def test_no_editor_says_how_to_set_one(citation: Citation, editor: str) -> None:
    with pytest.raises(UserError) as refusal:
        editor_command(citation, {"EDITOR": editor})
    assert "export EDITOR=" in refusal.value.hint


def test_a_file_that_is_gone_is_said(citation: Citation) -> None:
    Path(citation.source).unlink()
    with pytest.raises(UserError, match="no longer there"):
        editor_command(citation, {"EDITOR": "vim"})
