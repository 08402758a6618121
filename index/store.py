"""The record on disk: articles, passages and vectors; every index for searching derives from it."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.database import SCHEMA, Database, Row, damaged, paths_in, rebuild_hint
from index.errors import IndexFolderError
from index.load import Article, Skipped
from index.split import SPLITTER, Passage

_META = {"schema", "splitter", "embedder", "record", "generation", "paths", "indexed_at"}
_ARTICLE_FIELDS = "id, source, title, date, text, first_line, removed, page_starts, content"


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was indexed."""

    digest: str
    """Hex digest of its bytes."""
    size: int
    """Bytes."""
    mtime_ns: int
    """Time of its last change, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with all that is recorded of it."""

    article: Article
    """The article."""
    file: FileState
    """Its file."""
    passages: Sequence[Passage]
    """Its passages."""
    vectors: NDArray[np.float32]
    """Their vectors, one a row."""


@dataclass(frozen=True, slots=True)
class Document:
    """A passage with what is searched beside its text."""

    number: int
    """The passage's number in the record."""
    text: str
    """The passage."""
    title: str
    """Title of its article."""
    date: str
    """Date of its article."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is indexed."""

    folder: Path
    """The index folder."""
    paths: tuple[str, ...]
    """The files and folders that were indexed, absolute."""
    articles: int
    """How many articles."""
    passages: int
    """How many passages."""
    embedder: str
    """Name of the embedder that made the vectors."""
    bytes: int
    """Size of the index folder's files."""
    skipped: tuple[Skipped, ...]
    """Files left out, with the reason."""
    indexed_at: str
    """When it was last brought up to date: ISO, UTC; "" while the first time is not done."""


class Store:
    """The record in an index folder. One thread uses it at a time; other programs may read and write beside it."""

    def __init__(self, database: Database) -> None:
        self.folder = database.folder
        self._database = database

    @classmethod
    def open(cls, folder: Path, embedder_name: str | None = None, create: bool = False) -> Store:
        """The record in the folder; made when there is none and `create` says so.

        Raises IndexFolderError when there is none, when it is damaged or cannot be written, and when it was made
        by another embedder (unless the name is None), splitter or schema.
        """
        database = Database(folder, create)
        try:
            fields = {"splitter": SPLITTER, "embedder": embedder_name or "", "paths": "[]", "indexed_at": ""}
            database.prepare(create, fields)
            _check(database, embedder_name)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()

    def reading(self) -> AbstractContextManager[None]:
        """All that is read inside comes from one generation."""
        return self._database.reading()

    def generation(self) -> str:
        """Names the record and its state: changes with every change."""
        meta = self._database.meta()
        return f"{meta.get('record')}:{meta.get('generation')}"

    def status(self) -> Status:
        """What is indexed."""
        with self.reading():
            meta = self._database.meta()
            articles = self._database.rows("SELECT count(*) FROM article")[0][0]
            passages = self._database.rows("SELECT count(*) FROM passage")[0][0]
            skipped = self._database.rows("SELECT path, reason FROM skipped ORDER BY path")
        size = sum(file.stat().st_size for file in self.folder.iterdir() if file.is_file())
        left_out = tuple(Skipped(os.fsdecode(path), reason) for path, reason in skipped)
        return Status(
            self.folder, paths_in(meta), articles, passages, meta["embedder"], size, left_out, meta["indexed_at"]
        )

    # what is recorded

    def files(self) -> dict[str, FileState]:
        """The indexed files by path."""
        rows = self._database.rows("SELECT source, digest, size, mtime_ns FROM article")
        return {os.fsdecode(source): FileState(*state) for source, *state in rows}

    def file(self, article_id: str) -> FileState | None:
        """The file of an article, as it was when it was indexed; None when there is no such article."""
        rows = self._database.rows("SELECT digest, size, mtime_ns FROM article WHERE id = ?", (article_id,))
        return FileState(*rows[0]) if rows else None

    def articles(self, ids: Collection[str]) -> dict[str, Article]:
        """The articles of these ids that are in the record, by id."""
        query = f"SELECT {_ARTICLE_FIELDS} FROM article WHERE id IN ({_marks(ids)})"
        return {row[0]: self._article(row) for row in self._database.rows(query, tuple(ids))}

    def article_of(self, source: str) -> Article | None:
        """The article of this file; None when it has none in the record."""
        rows = self._database.rows(f"SELECT {_ARTICLE_FIELDS} FROM article WHERE source = ?", (os.fsencode(source),))
        return self._article(rows[0]) if rows else None

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """The passages of these numbers; IndexFolderError when they are not all in the record, and whole."""
        query = f"""SELECT number, article, start, end, substr(text, start + 1, end - start)
            FROM passage JOIN article ON article.id = passage.article WHERE number IN ({_marks(numbers)})"""
        found: dict[int, Passage] = {}
        for number, article_id, start, end, text in self._database.rows(query, numbers):
            if not (isinstance(start, int) and isinstance(text, str) and 0 <= start < end == start + len(text)):
                raise damaged(self.folder, "a passage has changed")
            found[number] = Passage(article_id, start, end, text)
        if found.keys() != set(numbers):
            raise damaged(self.folder, "a passage is missing")
        return found

    def numbers_of(self, article_ids: Collection[str]) -> list[int]:
        """The numbers of these articles' passages, ascending."""
        query = f"SELECT number FROM passage WHERE article IN ({_marks(article_ids)}) ORDER BY number"
        return [number for (number,) in self._database.rows(query, tuple(article_ids))]

    def documents(self, most: int = -1) -> Iterator[Document]:
        """The first `most` passages, or all, with what is searched beside their text, in the order of their numbers."""
        query = """SELECT number, substr(text, start + 1, end - start), title, date
            FROM passage JOIN article ON article.id = passage.article ORDER BY number LIMIT ?"""
        for number, *fields in self._database.rows(query, (most,)):
            if not all(isinstance(field, str) for field in fields):
                raise damaged(self.folder, "an article's fields have changed")
            yield Document(number, *fields)

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All passages' numbers, ascending, and their vectors, one a row."""
        rows = self._database.rows("SELECT number, vector FROM passage ORDER BY number")
        return np.array([number for number, _ in rows], dtype=np.int64), self._matrix([blob for _, blob in rows])

    def vectors_of(self, article: Article) -> NDArray[np.float32] | None:
        """Vectors recorded for the passages of an article with the same title and text, wherever it lies; or None."""
        query = """SELECT vector FROM passage
            WHERE article = (SELECT id FROM article WHERE content = ? LIMIT 1) ORDER BY start"""
        rows = self._database.rows(query, (_content(article.title, article.text),))
        return self._matrix([blob for (blob,) in rows]) if rows else None

    # changes

    def set_paths(self, paths: Sequence[str]) -> None:
        """Records which files and folders are being indexed."""
        with self._database.writing(next_generation=False):
            self._database.set_meta({"paths": json.dumps(list(paths))})

    def remove(self, sources: Sequence[str]) -> None:
        """Drops the articles of these files."""
        with self._database.writing(next_generation=bool(sources)):
            values = [(os.fsencode(source),) for source in sources]
            self._database.write_rows("DELETE FROM article WHERE source = ?", values)

    def put(self, entries: Sequence[Entry]) -> None:
        """Records articles, in place of those of the same files."""
        with self._database.writing():
            for entry in entries:
                self._put(entry)

    def touch(self, states: dict[str, FileState]) -> None:
        """Records the size and time of files whose content is as it was."""
        values = [(state.size, state.mtime_ns, os.fsencode(path)) for path, state in states.items()]
        with self._database.writing(next_generation=False):
            self._database.write_rows("UPDATE article SET size = ?, mtime_ns = ? WHERE source = ?", values)

    def finish(self, skipped: Sequence[Skipped], indexed_at: str) -> None:
        """Records the files left out, and when all was up to date."""
        with self._database.writing(next_generation=False):
            self._database.rows("DELETE FROM skipped")
            values = [(os.fsencode(item.path), item.reason) for item in skipped]
            self._database.write_rows("INSERT OR REPLACE INTO skipped VALUES (?, ?)", values)
            self._database.set_meta({"indexed_at": indexed_at})

    def _put(self, entry: Entry) -> None:
        article, file = entry.article, entry.file
        source = os.fsencode(article.source)
        self._database.rows("DELETE FROM article WHERE source = ? OR id = ?", (source, article.id))
        values = (
            *(article.id, source, article.title, article.date, article.text, article.first_line),
            *(json.dumps(article.removed), json.dumps(article.page_starts)),
            *(_content(article.title, article.text), file.digest, file.size, file.mtime_ns),
        )
        self._database.rows(f"INSERT INTO article VALUES ({_marks(values)})", values)
        self._database.write_rows(
            "INSERT INTO passage (article, start, end, vector) VALUES (?, ?, ?, ?)",
            (
                (article.id, passage.start, passage.end, np.asarray(vector, dtype="<f4").tobytes())
                for passage, vector in zip(entry.passages, entry.vectors, strict=True)
            ),
        )

    def _article(self, row: Row) -> Article:
        identity, source, title, date, text, first_line, removed, page_starts, content = row
        if _content(title, text) != content:
            raise damaged(self.folder, "an article's text has changed")
        try:
            offsets, pages = tuple(json.loads(removed)), tuple(json.loads(page_starts))
        except (ValueError, TypeError) as error:
            raise damaged(self.folder, "an article's offsets have changed") from error
        return Article(identity, title, date, text, os.fsdecode(source), first_line, offsets, pages)

    def _matrix(self, blobs: list[bytes]) -> NDArray[np.float32]:
        """The vectors one a row; IndexFolderError when they are not unit vectors of one length."""
        sizes = {len(blob) if isinstance(blob, bytes) else -1 for blob in blobs} or {0}
        size = min(sizes)
        if size % 4 or len(sizes) > 1:
            raise damaged(self.folder, "vectors of several lengths")
        matrix = np.frombuffer(b"".join(blobs), dtype="<f4").astype(np.float32).reshape(len(blobs), size // 4)
        with np.errstate(all="ignore"):  # numbers out of a damaged file may be anything
            norms = np.linalg.norm(matrix, axis=1)
        if not np.all(np.abs(norms - 1) < 0.01):
            raise damaged(self.folder, "a vector has changed")
        return matrix


def _check(database: Database, embedder_name: str | None) -> None:
    """Raises IndexFolderError unless the record was made as this program and this embedder make it."""
    meta = database.meta()
    if missing := _META - meta.keys():
        raise damaged(database.folder, f"no {min(missing)} in it")
    for key, what, wanted in (
        ("schema", "version", SCHEMA),
        ("splitter", "splitter", SPLITTER),
        ("embedder", "embedder", embedder_name),
    ):
        if wanted is not None and meta.get(key) != wanted:
            message = f"The index in {database.folder} was made with the {what} {meta.get(key)}, not {wanted}"
            named = f" (with --{key} NAME, if not the bundled one)" if key == "embedder" else ""
            raise IndexFolderError(message, rebuild_hint(database.folder, paths_in(meta)) + named)


def _marks(values: Collection[object]) -> str:
    """A question mark for each value."""
    return ",".join("?" * len(values))


def _content(title: str, text: str) -> str:
    """Names what is embedded of an article."""
    return blake2b(f"{title}\n{text}".encode(errors="surrogatepass"), digest_size=16).hexdigest()
