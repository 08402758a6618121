"""The SQLite file of an index: opened, checked, written in transactions; its errors told to the person.

Every change is one transaction with a rollback journal, and gives the record its next generation: a kill at any
moment loses nothing committed, and whoever holds something derived sees that it is behind.
"""

from __future__ import annotations

import json
import shlex
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import IndexFolderError

FILE_NAME = "dossier.db"
SCHEMA = "1"
WAIT_SECONDS = 20.0
"""How long to wait for another program that is writing."""

_TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE article (
        id TEXT PRIMARY KEY, source BLOB NOT NULL UNIQUE, title TEXT NOT NULL, date TEXT NOT NULL, text TEXT NOT NULL,
        first_line INTEGER, removed TEXT NOT NULL, page_starts TEXT NOT NULL,
        content TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL)""",
    "CREATE INDEX article_content ON article (content)",
    """CREATE TABLE passage (
        number INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
        start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL)""",
    "CREATE INDEX passage_article ON passage (article)",
    "CREATE TABLE skipped (path BLOB PRIMARY KEY, reason TEXT NOT NULL)",
)
_CANNOT_WRITE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM)

Row = tuple[Any, ...]


class Database:
    """A connection to the SQLite file of an index folder. One thread uses it at a time."""

    def __init__(self, folder: Path, create: bool) -> None:
        """Opens the file, or makes it when `create` says so; IndexFolderError when that cannot be done."""
        self.folder = folder
        path = folder / FILE_NAME
        if not create and not path.is_file():
            raise _no_index(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise _not_writable(folder, error) from error

    def prepare(self, create: bool, fields: dict[str, str]) -> None:
        """Makes the tables, and these fields of `meta`, in a new file when `create` says so."""
        self.rows("PRAGMA foreign_keys = ON")
        if self.rows("SELECT count(*) FROM sqlite_master") != [(0,)]:
            return
        if not create:
            raise _no_index(self.folder)
        with self.writing(next_generation=False):
            if self.rows("SELECT count(*) FROM sqlite_master") == [(0,)]:
                for statement in _TABLES:
                    self.rows(statement)
                self.set_meta({"schema": SCHEMA, "record": uuid.uuid4().hex, "generation": "0", **fields})

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        with self._explained():
            return self._connection.execute(query, values).fetchall()

    def write_rows(self, query: str, values: Iterable[Sequence[object]]) -> None:
        """Runs a statement for each row of values."""
        with self._explained():
            self._connection.executemany(query, values)

    def meta(self) -> dict[str, str]:
        """The fields that describe the record."""
        return {str(key): str(value) for key, value in self.rows("SELECT key, value FROM meta")}

    def set_meta(self, fields: dict[str, str]) -> None:
        """Sets fields that describe the record."""
        self.write_rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", fields.items())

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read inside comes from one generation."""
        if self._connection.in_transaction:
            yield
            return
        self.rows("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self.rows("COMMIT")

    @contextmanager
    def writing(self, next_generation: bool = True) -> Iterator[None]:
        """All that is written inside is committed at once, or not at all, as the record's next generation."""
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
            if next_generation:
                self.set_meta({"generation": str(int(self.meta()["generation"]) + 1)})
            self.rows("COMMIT")
        finally:
            if self._connection.in_transaction:
                self.rows("ROLLBACK")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                message = f"Another program is writing the index in {self.folder}"
                raise IndexFolderError(message, "Try again when it is done.") from error
            if code in _CANNOT_WRITE:
                raise _not_writable(self.folder, error) from error
            raise damaged(self.folder, str(error)) from error
        except UnicodeDecodeError as error:  # SQLite quotes what it found in the file
            raise damaged(self.folder, "its tables cannot be read") from error


def discard(folder: Path) -> None:
    """Removes the record, so that the next one made in the folder is new."""
    for name in (FILE_NAME, f"{FILE_NAME}-journal"):
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise _not_writable(folder, error) from error


def rebuild_hint(folder: Path, paths: Sequence[str] = ()) -> str:
    """What to do about the index in the folder, which cannot be used."""
    named = " ".join(shlex.quote(path) for path in paths) or "PATH…"
    return f"Make it anew: dossier index --rebuild --index {shlex.quote(str(folder))} {named}"


def damaged(folder: Path, reason: str) -> IndexFolderError:
    """The error for a record that cannot be read."""
    return IndexFolderError(f"The index in {folder} is damaged ({reason})", rebuild_hint(folder))


def paths_in(meta: dict[str, str]) -> tuple[str, ...]:
    """The paths indexed, as `meta` keeps them."""
    try:
        return tuple(str(path) for path in json.loads(meta.get("paths", "[]")))
    except (ValueError, TypeError):
        return ()


def _no_index(folder: Path) -> IndexFolderError:
    return IndexFolderError(f"There is no index in {folder}", "Make one: dossier index PATH…")


def _not_writable(folder: Path, error: Exception) -> IndexFolderError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return IndexFolderError(
        f"The index folder {folder} cannot be written ({reason.lower()})", "Name another folder with --index DIR."
    )
