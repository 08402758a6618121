"""Articles into the index: load, clean, split, embed, store; what has not changed is left as it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.database import discard
from index.embed import Embedder
from index.errors import ModelError, PathError
from index.files import NotAnArticleError, read_bytes
from index.load import Article, Found, Skipped, file_digest, find_articles, nothing_to_read, read_article
from index.search import open_indexes
from index.split import Passage, split
from index.store import Entry, FileState, Store

BATCH_PASSAGES = 32
"""So many passages are embedded and committed at once: a kill loses at most their work."""
_SETTLED_NS = 2_000_000_000
"""A file changed longer ago than file systems' clocks are coarse is told by size and time."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is."""

    stage: str
    """"reading" or "embedding"."""
    done: int
    """Files done."""
    total: int
    """Files in all."""
    name: str
    """The file being handled."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    added: int
    """Articles of files that were not indexed before."""
    updated: int
    """Articles of files that have changed."""
    unchanged: int
    """Articles left as they were."""
    removed: int
    """Articles whose files are gone."""
    skipped: tuple[Skipped, ...]
    """Files left out, with the reason."""
    passages: int
    """Passages in the index now."""
    seconds: float
    """Time taken."""


def build(
    paths: Sequence[Path],
    folder: Path,
    embedder: Embedder,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    rebuild: bool = False,
) -> Report:
    """Brings the index in the folder up to date with these files and folders, and only these.

    What is committed stays when it is cancelled or killed; the rest is done next time. With `rebuild` the index is
    made anew. Raises PathError, IndexFolderError and ModelError.
    """
    started = time.monotonic()
    found = find_articles(paths)
    if not found.paths:
        raise nothing_to_read(paths, found.skipped)
    if rebuild:
        embedder.load()  # before anything is forgotten: a model that cannot be had must not cost the index
        discard(folder)
    store = Store.open(folder, embedder.name, create=True)
    try:
        store.set_paths([str(path.expanduser().resolve()) for path in paths])
        run = _Run(store, embedder, found, progress or (lambda _: None))
        if run.read(cancelled or (lambda: False)):
            run.finish(paths)
        return run.report(time.monotonic() - started)
    except (PathError, ModelError):
        if not store.files():  # nothing was there before, and nothing came
            discard(folder)
        raise
    finally:
        store.close()


class _Run:
    """One build on its way."""

    def __init__(self, store: Store, embedder: Embedder, found: Found, progress: Callable[[Progress], None]) -> None:
        self._store = store
        self._embedder = embedder
        self._found = found
        self._progress = progress
        self._before = store.files()
        self._seen: set[str] = set()
        self._touched: dict[str, FileState] = {}
        self._skipped = list(found.skipped)
        self._waiting: list[tuple[Article, FileState, list[Passage]]] = []
        self._added = self._updated = self._removed = 0

    def read(self, cancelled: Callable[[], bool]) -> bool:
        """Reads every file and records the articles that are new or changed; False when it was cancelled before."""
        for done, path in enumerate(self._found.paths):
            if cancelled():
                self._commit(done)
                return False
            self._progress(Progress("reading", done, len(self._found.paths), str(path)))
            try:
                self._read_file(path)
            except NotAnArticleError as error:
                self._skipped.append(Skipped(str(path), error.reason))
            if sum(len(passages) for _, _, passages in self._waiting) >= BATCH_PASSAGES:
                self._commit(done)
        self._commit(len(self._found.paths))
        return True

    def finish(self, paths: Sequence[Path]) -> None:
        """Drops the articles of files that are gone, and brings both searches up to date."""
        if not self._seen:
            raise nothing_to_read(paths, self._skipped)
        gone = sorted(self._before.keys() - self._seen)
        self._removed = len(gone)
        self._store.remove(gone)
        self._store.touch(self._touched)
        self._store.finish(self._skipped, datetime.now(UTC).isoformat(timespec="seconds"))
        open_indexes(self._store)

    def report(self, seconds: float) -> Report:
        """What was done."""
        unchanged = len(self._seen) - self._added - self._updated
        passages = self._store.status().passages
        skipped = tuple(sorted(self._skipped, key=lambda item: item.path))
        return Report(self._added, self._updated, unchanged, self._removed, skipped, passages, seconds)

    def _read_file(self, path: Path) -> None:
        """Puts the file's article among those to embed, unless it is recorded already."""
        source = str(path)
        before = self._before.get(source)
        size, mtime_ns = _size_and_time(path)
        if before and mtime_ns and (before.size, before.mtime_ns) == (size, mtime_ns):
            self._seen.add(source)
            return
        raw = read_bytes(path)
        state = FileState(file_digest(raw), len(raw), mtime_ns)
        if before and before.digest == state.digest:
            self._touched[source] = state
        else:
            article = read_article(path, raw)
            self._waiting.append((article, state, split(article)))
        self._seen.add(source)

    def _commit(self, done: int) -> None:
        """Embeds and records the articles read so far."""
        if not self._waiting:
            return
        self._progress(Progress("embedding", done, len(self._found.paths), self._waiting[-1][0].source))
        known = [self._store.vectors_of(article) for article, _, _ in self._waiting]
        new = [passages for (_, _, passages), vectors in zip(self._waiting, known, strict=True) if vectors is None]
        embedded = self._embedder.embed([passage.text for passages in new for passage in passages])
        entries: list[Entry] = []
        for (article, state, passages), vectors in zip(self._waiting, known, strict=True):
            if vectors is not None:
                entries.append(Entry(article, state, passages, vectors))
                continue
            entries.append(Entry(article, state, passages, embedded[: len(passages)]))
            embedded = embedded[len(passages) :]
        self._store.put(entries)
        updated = sum(article.source in self._before for article, _, _ in self._waiting)
        self._updated += updated
        self._added += len(entries) - updated
        self._waiting.clear()


def _size_and_time(path: Path) -> tuple[int, int]:
    """Size and time of last change; no time when that is so recent that another change might share it."""
    try:
        state = path.stat()
    except OSError as error:
        raise NotAnArticleError(f"unreadable ({(error.strerror or 'error').lower()})") from error
    settled = time.time_ns() - state.st_mtime_ns > _SETTLED_NS
    return state.st_size, state.st_mtime_ns if settled else 0
