"""A citation -> the command that opens it: the person's editor, or for PDF and web pages what shows them."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UserError

if TYPE_CHECKING:
    from index.load import Citation

_COLON_EDITORS = ("code", "codium", "cursor", "zed", "subl", "hx", "helix")


def editor_command(citation: Citation, environment: Mapping[str, str]) -> list[str]:
    """The words of the command, at the line where there is one. Raises UserError without an editor or a file."""
    words = _viewer(environment) if citation.line is None else []
    words = words or _editor(environment)
    if not Path(citation.source).exists():
        raise UserError("The file is no longer there.", "Run `dossier index` to bring the collection up to date.")
    return words + _at_line(Path(words[0]).name, citation)


def _viewer(environment: Mapping[str, str]) -> list[str]:
    """What opens a file in the program meant for it; empty where there is none, or no screen to show it on."""
    on_mac = sys.platform == "darwin"
    has_screen = on_mac or environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    viewer = shutil.which("open" if on_mac else "xdg-open", path=environment.get("PATH"))
    return [viewer] if viewer and has_screen else []


def _editor(environment: Mapping[str, str]) -> list[str]:
    """The words of the person's editor. Raises UserError without one."""
    try:
        words = shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or "")
    except ValueError:
        words = []
    if not words:
        raise UserError("No editor is set.", "Set EDITOR, for example: export EDITOR=nano")
    return words


def _at_line(name: str, citation: Citation) -> list[str]:
    if citation.line is None:
        return [citation.source]
    if name in ("code", "codium", "cursor"):
        return ["--goto", f"{citation.source}:{citation.line}:{citation.column or 1}"]
    if name in _COLON_EDITORS:
        return [f"{citation.source}:{citation.line}"]
    return [f"+{citation.line}", citation.source]
