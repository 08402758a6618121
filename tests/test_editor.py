from __future__ import annotations

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
    assert editor_command(page, {"EDITOR": "vim"}) == ["vim", citation.source]


@pytest.mark.parametrize("editor", ["", "  ", "'unclosed"])
def test_no_editor_says_how_to_set_one(citation: Citation, editor: str) -> None:
    with pytest.raises(UserError) as refusal:
        editor_command(citation, {"EDITOR": editor})
    assert "export EDITOR=" in refusal.value.hint


def test_a_file_that_is_gone_is_said(citation: Citation) -> None:
    Path(citation.source).unlink()
    with pytest.raises(UserError, match="no longer there"):
        editor_command(citation, {"EDITOR": "vim"})
