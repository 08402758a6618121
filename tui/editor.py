"""A citation -> the command that opens it in the person's editor."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UserError

if TYPE_CHECKING:
    from index.load import Citation

_COLON_EDITORS = ("code", "codium", "cursor", "zed", "subl", "hx", "helix")


def editor_command(citation: Citation, environment: Mapping[str, str]) -> list[str]:
    """The words of the command, at the line where there is one. Raises UserError without an editor or a file."""
    editor = environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        words = shlex.split(editor)
    except ValueError:
        words = []
    if not words:
        raise UserError("No editor is set.", "Set EDITOR, for example: export EDITOR=nano")
    if not Path(citation.source).exists():
        raise UserError("The file is no longer there.", "Run `dossier index` to bring the collection up to date.")
    return words + _at_line(Path(words[0]).name, citation)


def _at_line(name: str, citation: Citation) -> list[str]:
    if citation.line is None:
        return [citation.source]
    if name in ("code", "codium", "cursor"):
        return ["--goto", f"{citation.source}:{citation.line}:{citation.column or 1}"]
    if name in _COLON_EDITORS:
        return [f"{citation.source}:{citation.line}"]
    return [f"+{citation.line}", citation.source]
