"""Which articles are meant, and the folder that holds their index."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import PathError
from tui.settings import Settings, write_at_once


@dataclass(frozen=True, slots=True)
class Collection:
    """A set of files and folders, and the index made of them."""

    paths: tuple[Path, ...]
    """Absolute, sorted, none twice."""
    folder: Path
    """The index folder, there or not yet."""


def choose(typed: Sequence[str], settings: Settings) -> Collection:
    """The collection of the paths typed; with none, the one used last, or with this index; with none yet, the seeds.

    Raises PathError, and IndexFolderError where an index that is named cannot be read.
    """
    folder = Path(settings.index).expanduser().absolute() if settings.index else None
    if typed:
        paths = tuple(sorted({_existing(path) for path in typed}))
        return Collection(paths, folder or _own_folder(paths))
    used = last_used(folder) or _recorded(folder)
    if used is None:
        seeds = (seeds_folder(),)
        return Collection(seeds, folder or _own_folder(seeds))
    if not any(path.exists() for path in used.paths):
        gone = ", ".join(map(str, used.paths))
        raise PathError(f"The articles used last are gone: {gone}", "Name others: dossier PATH…")
    return used


def remember(collection: Collection) -> None:
    """Makes the collection the one that is used when no path is typed."""
    others = [used for used in _used() if used.folder != collection.folder]
    entries = [{"index": str(c.folder), "paths": [str(path) for path in c.paths]} for c in [collection, *others[:19]]]
    with suppress(OSError):  # a home that cannot be written: the next command names its paths
        write_at_once(_used_file(), json.dumps(entries, indent=1))


def last_used(folder: Path | None) -> Collection | None:
    """The collection used last, or used last with this index folder; None when there is none."""
    return next((used for used in _used() if folder in (None, used.folder)), None)


def _recorded(folder: Path | None) -> Collection | None:
    """What the index in this folder was made of; None when there is no index."""
    from index.database import FILE_NAME

    if folder is None or not (folder / FILE_NAME).is_file():
        return None
    from index.store import Store

    store = Store.open(folder)
    try:
        return Collection(tuple(map(Path, store.status().paths)), folder)
    finally:
        store.close()


def seeds_folder() -> Path:
    """The articles that come with the program."""
    return Path(__file__).resolve().parent.parent / "seeds"


def _existing(typed: str) -> Path:
    path = Path(typed)
    try:
        path = path if os.path.lexists(path) else path.expanduser()
        path.stat()
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle, or no such person's home
        raise PathError(
            f"There is no file or folder {typed}", 'Check the path; a question is asked with: dossier ask "QUESTION"'
        ) from error


def _used() -> list[Collection]:
    """The collections used, the last one first; none when the file is missing or is not ours."""
    try:
        entries = json.loads(_used_file().read_text(encoding="utf-8"))
        return [Collection(tuple(map(Path, entry["paths"])), Path(entry["index"])) for entry in entries]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _used_file() -> Path:
    return _own_place() / "used.json"


def _own_folder(paths: Sequence[Path]) -> Path:
    """The user's index folder for these paths: a readable name and a digest that tells them apart."""
    name = re.sub(r"\W+", "-", paths[0].stem).strip("-")[:40] or "articles"
    digest = hashlib.sha256("\0".join(map(str, paths)).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return _own_place() / "indexes" / f"{name}-{digest}"


def _own_place() -> Path:
    from platformdirs import user_data_path

    return user_data_path("dossier", appauthor=False)
