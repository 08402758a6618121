"""Settings: defaults < the TOML file < the environment < flags that were typed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from index.errors import UserError

MOST_ANSWERS = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can choose."""

    index: str = ""
    """The index folder; empty: one of our own for each set of paths."""
    embedder: str = ""
    """The embedder's hub name or path; empty: the bundled one."""
    reader: str = ""
    """The reader's hub name or path; empty: the bundled one."""
    top: int = 5
    """The most answers given to a question, 1 to 20."""
    theme: str = ""
    """The chat's theme; empty: its own."""
    color: bool = True
    """Whether plain output to a terminal may use colour and bold."""


_ENVIRONMENT = {
    "DOSSIER_INDEX": "index",
    "DOSSIER_EMBEDDER": "embedder",
    "DOSSIER_READER": "reader",
    "DOSSIER_TOP": "top",
    "DOSSIER_THEME": "theme",
}


def load_settings(typed: Mapping[str, Any], environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """The settings in force; `typed` holds only the flags that were typed. UserError names what is wrong and where."""
    chosen = _from_file(file or config_file()) | _from_environment(environment)
    chosen |= {key: value for key, value in typed.items() if key in _names() and value is not None}
    return replace(Settings(), **chosen)


def config_file() -> Path:
    """The path of the person's TOML file, there or not."""
    from platformdirs import user_config_path

    return user_config_path("dossier", appauthor=False) / "config.toml"


def save_theme(theme: str, file: Path | None = None) -> None:
    """Writes the theme into the TOML file, every other line kept as it is."""
    path = (file or config_file()).resolve()
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    line = f'theme = "{theme}"'
    text, found = re.subn(r"(?m)^[ \t]*theme[ \t]*=.*$", lambda _: line, written, count=1)
    write_at_once(path, text if found else f"{line}\n{written}")


def write_at_once(path: Path, text: str) -> None:
    """Replaces the file by `text` in one step: a reader sees the old or the new, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _names() -> list[str]:
    return [field.name for field in fields(Settings)]


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    import tomllib

    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not valid TOML: {error}", "Correct the file, or remove it.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}", "Give yourself the right to read it.") from None
    return {key: _checked(f"{path}: {key}", key, value) for key, value in written.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    chosen: dict[str, Any] = {"color": False} if environment.get("NO_COLOR") else {}
    for variable, key in _ENVIRONMENT.items():
        if value := environment.get(variable, ""):
            number = int(value) if key == "top" and value.isdecimal() else value
            chosen[key] = _checked(variable, key, number)
    return chosen


def _checked(place: str, key: str, value: object) -> object:
    """The value, when the key is known and the value is of its kind; `place` names it in the error."""
    if key not in _names():
        raise UserError(f"{place}: there is no such setting", f"The settings are {', '.join(_names())}.")
    wanted = type(getattr(Settings(), key))
    if type(value) is not wanted or (key == "top" and not 1 <= int(str(value)) <= MOST_ANSWERS):
        allowed = {str: "text in quotes", bool: "true or false", int: f"a number from 1 to {MOST_ANSWERS}"}[wanted]
        raise UserError(f"{place}: {value!r} will not do", f"{key} is {allowed}.")
    return value
