"""Which files may be articles, and their text."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.files import decode, find_files


def found(*paths: Path) -> tuple[list[str], dict[str, str]]:
    files, skipped = find_files(paths, (".html", ".htm", ".md"))
    return [path.parent.name for path in files], {path.name: reason for path, reason in skipped}


def test_what_a_browser_saved_beside_a_page_is_skipped_as_one(tmp_path: Path) -> None:
    for name in ("A_files", "B_files", "A"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "frame.html").write_text("Words.")
        (tmp_path / name / "frame.htm").write_text("Words.")
    (tmp_path / "A.HTM").write_text("Words.")
    folders, skipped = found(tmp_path)
    assert sorted(set(folders)) == ["A", "B_files", tmp_path.name]
    assert skipped == {"A_files": "parts of a saved web page"}
    assert found(tmp_path / "A_files") == (["A_files", "A_files"], {})


def test_an_exported_conversation_is_skipped_unless_named(tmp_path: Path) -> None:
    exported = tmp_path / "dossier-2019-10-13-101500.md"
    for path in (exported, tmp_path / "dossier-2019-10-13.md"):
        path.write_text("Words.")
    assert found(tmp_path) == ([tmp_path.name], {exported.name: "an exported conversation, not an article"})
    assert found(exported) == ([tmp_path.name], {})


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeffCafé.".encode(), "Café."),
        ("Café.".encode("utf-16"), "Café."),
        ("Café – “now”.".encode("cp1252"), "Café – “now”."),
        ("It’s “CAFé Spaß”.".encode("cp1252"), "It’s “CAFé Spaß”."),
        ("Café 中国 ééé".encode() + b"\xff.", "Café 中国 ééé\ufffd."),
        ("The café closes: “".encode()[:-1] + b"no", "The café closes: \ufffdno"),
    ],
)
def test_text_is_decoded(raw: bytes, text: str) -> None:
    assert decode(raw) == text
