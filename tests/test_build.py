"""The index follows its folder, and does no work twice."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.build import BATCH_PASSAGES, Progress, Report, build
from index.errors import IndexFolderError, ModelError, PathError
from index.search import Search
from index.store import Store
from tests.fakes import FakeEmbedder


class Index:
    """A folder of articles and its index."""

    def __init__(self, root: Path) -> None:
        self.articles, self.folder = root / "articles", root / "index"
        self.articles.mkdir()
        self.embedder = FakeEmbedder()

    def write(self, name: str, text: str = "") -> Path:
        path = self.articles / name
        path.write_text(f"Title of {name}\n\n{text or f'The text of {name} begins here.'}\n")
        return path

    def build(self, *paths: Path) -> Report:
        self.embedder.embedded.clear()
        return build(paths or [self.articles], self.folder, self.embedder)

    def found(self, question: str) -> set[str]:
        search = Search(Store.open(self.folder, "fake"), FakeEmbedder())
        return {Path(hit.citation.source).name for hits in search.compare(question, 50).values() for hit in hits}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


def test_a_first_build_indexes_everything(index: Index) -> None:
    index.write("a.txt")
    index.write("b.md")
    (index.articles / "c.png").write_bytes(b"\x89PNG")
    report = index.build()
    assert counts(report) == (2, 0, 0, 0)
    assert report.passages == len(index.embedder.embedded) == 2
    assert [(Path(item.path).name, item.reason) for item in report.skipped] == [("c.png", "not an article (.png)")]
    status = Store.open(index.folder, "fake").status()
    assert (status.articles, status.paths, status.skipped) == (2, (str(index.articles),), report.skipped)
    assert status.indexed_at.endswith("+00:00")


def test_what_has_not_changed_is_not_embedded_again(index: Index) -> None:
    index.write("a.txt")
    os.utime(index.write("b.txt"), (1, 1))
    index.build()
    assert counts(index.build()) == (0, 0, 2, 0)
    os.utime(index.articles / "a.txt", (5, 5))
    assert counts(index.build()) == (0, 0, 2, 0)
    assert counts(index.build()) == (0, 0, 2, 0)
    assert index.embedder.embedded == []


def test_a_changed_file_is_embedded_again_though_its_size_is_the_same(index: Index) -> None:
    index.write("a.txt", "The river is long.")
    index.write("b.txt")
    index.build()
    index.write("a.txt", "The river is wide.")
    assert counts(index.build()) == (0, 1, 1, 0)
    assert index.embedder.embedded == ["The river is wide."]
    assert index.found("wide") == {"a.txt", "b.txt"}


def test_a_moved_file_is_not_embedded_again(index: Index) -> None:
    index.write("a.txt").rename(index.articles / "b.txt")
    index.build()
    (index.articles / "b.txt").rename(index.articles / "c.txt")
    assert counts(index.build()) == (1, 0, 0, 1)
    assert index.embedder.embedded == []
    assert index.found("text") == {"c.txt"}


def test_a_removed_file_leaves_both_searches(index: Index) -> None:
    index.write("a.txt", "A zebra.")
    index.write("b.txt", "A frog.")
    index.build()
    (index.articles / "a.txt").unlink()
    assert counts(index.build()) == (0, 0, 1, 1)
    assert index.found("zebra") == {"b.txt"}


def test_a_file_that_is_no_article_any_more_leaves_both_searches(index: Index) -> None:
    index.write("a.txt", "A zebra.")
    index.write("b.txt", "A frog.")
    index.build()
    (index.articles / "a.txt").write_bytes(b"\0\0")
    report = index.build()
    assert counts(report) == (0, 0, 1, 1)
    assert [item.reason for item in report.skipped] == ["binary"]
    assert index.found("zebra") == {"b.txt"}


def test_other_paths_take_the_place_of_those_before(index: Index) -> None:
    one, two = index.write("a.txt"), index.write("b.txt")
    index.build(one)
    assert counts(index.build(two)) == (1, 0, 0, 1)
    assert Store.open(index.folder).status().paths == (str(two),)
    assert index.found("text") == {"b.txt"}


def test_progress_tells_what_is_done_of_how_much(index: Index) -> None:
    for name in ("a.txt", "b.txt"):
        index.write(name)
    said: list[Progress] = []
    build([index.articles], index.folder, index.embedder, said.append)
    assert [(step.stage, step.done, step.total, Path(step.name).name) for step in said] == [
        ("reading", 0, 2, "a.txt"),
        ("reading", 1, 2, "b.txt"),
        ("embedding", 2, 2, "b.txt"),
    ]


def test_what_was_done_before_a_cancel_stays_and_the_rest_is_done_next_time(index: Index) -> None:
    for number in range(3):
        index.write(f"{number}.txt")
    asked = iter([False, True])
    report = build([index.articles], index.folder, index.embedder, cancelled=lambda: next(asked))
    assert counts(report) == (1, 0, 0, 0)
    assert counts(index.build()) == (2, 0, 1, 0)


class Interrupted(FakeEmbedder):
    """Is interrupted at its second batch."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.embedded:
            raise KeyboardInterrupt
        return super().embed(texts)


def test_what_was_done_before_an_interruption_stays_and_the_rest_is_done_next_time(index: Index) -> None:
    for number in range(2 * BATCH_PASSAGES):
        index.write(f"{number}.txt")
    with pytest.raises(KeyboardInterrupt):
        build([index.articles], index.folder, Interrupted())
    assert Store.open(index.folder, "fake").status().articles == BATCH_PASSAGES
    assert counts(index.build()) == (BATCH_PASSAGES, 0, BATCH_PASSAGES, 0)


def test_a_chat_beside_a_build_answers_from_what_is_committed(index: Index) -> None:
    index.write("a.txt", "A zebra.")
    index.build()
    search = Search(Store.open(index.folder, "fake"), FakeEmbedder())
    index.write("b.txt", "A frog.")
    found: list[int] = []
    build([index.articles], index.folder, index.embedder, lambda _: found.append(len(search.hits("frog", 50))))
    assert found == [1, 1, 1]
    assert len(search.hits("frog", 50)) == 2


def test_an_index_is_made_anew_when_told(index: Index) -> None:
    index.write("a.txt")
    index.build()
    other = FakeEmbedder("other")
    with pytest.raises(IndexFolderError):
        build([index.articles], index.folder, other)
    assert counts(build([index.articles], index.folder, other, rebuild=True)) == (1, 0, 0, 0)
    assert Store.open(index.folder).status().embedder == "other"


def test_a_damaged_record_is_made_anew_when_told(index: Index) -> None:
    index.write("a.txt")
    index.folder.mkdir()
    (index.folder / "dossier.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(IndexFolderError, match="damaged"):
        index.build()
    assert counts(build([index.articles], index.folder, index.embedder, rebuild=True)) == (1, 0, 0, 0)


def test_paths_without_articles_leave_the_index_as_it_was(index: Index) -> None:
    path = index.write("a.txt", "A zebra.")
    index.build()
    path.unlink()
    with pytest.raises(PathError):
        index.build()
    (index.articles / "b.txt").write_bytes(b"\0")
    with pytest.raises(PathError, match="1 skipped"):
        index.build()
    assert index.found("zebra") == {"a.txt"}


def test_paths_without_articles_make_no_index(index: Index) -> None:
    (index.articles / "b.txt").write_bytes(b"\0")
    with pytest.raises(PathError, match="1 skipped"):
        index.build()
    with pytest.raises(IndexFolderError, match="no index"):
        Store.open(index.folder)


def test_hostile_articles_are_indexed_without_what_steers_a_terminal(index: Index) -> None:
    path = index.articles / "\x1b[31mevil\u202e.txt"
    head = "[/nope] \x1b]0;owned\x07title\n\n\u202eZebra \x1b[2Jtext [/nope].\n"
    path.write_text(head + "x " * 5_000 + "\0")
    index.build()
    store = Store.open(index.folder, "fake")
    (document, *_) = store.documents()
    assert document.title == "[/nope] title"
    assert document.text.startswith("Zebra text [/nope].")


class MissingEmbedder(FakeEmbedder):
    """A model that cannot be had."""

    def load(self) -> None:
        raise ModelError("There is no such model.", "Name another.")

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.load()
        return super().embed(texts)


def test_a_model_that_cannot_be_had_leaves_no_index_behind(index: Index) -> None:
    index.write("a.txt")
    with pytest.raises(ModelError):
        build([index.articles], index.folder, MissingEmbedder("missing"))
    assert counts(index.build()) == (1, 0, 0, 0)


def test_a_model_that_cannot_be_had_costs_no_index_that_is_to_be_made_anew(index: Index) -> None:
    index.write("a.txt")
    index.build()
    with pytest.raises(ModelError):
        build([index.articles], index.folder, MissingEmbedder("missing"), rebuild=True)
    assert counts(index.build()) == (0, 0, 1, 0)
