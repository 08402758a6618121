"""The record: what goes in comes out, whoever else writes, whatever happens to the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.clean import clean
from index.database import FILE_NAME, discard
from index.errors import IndexFolderError
from index.load import Article, Skipped
from index.split import split
from index.store import Entry, FileState, Store


def article(name: str = "a", text: str = "Some text.", title: str = "Title") -> Article:
    return Article(f"id-{name}", title, "2019-10-13", text, f"/articles/{name}.txt", 3, (1, 1, 4), ())


def entry(made: Article, digest: str = "digest") -> Entry:
    passages = split(made)
    vectors = np.random.default_rng(len(made.text)).normal(size=(len(passages), 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Entry(made, FileState(digest, 10, 20), passages, vectors)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "index", "fake", create=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1).map(clean), st.text().map(clean), st.lists(st.integers(0, 99)), st.binary(min_size=1))
def test_an_article_reads_back_equal(store: Store, text: str, title: str, removed: list[int], name: bytes) -> None:
    source = "/" + name.replace(b"\0", b"/").decode(errors="surrogateescape")
    made = Article("id", title, "2019", text, source, None, tuple(sorted(removed)), (0, 5))
    put = entry(made)
    store.put([put])
    assert store.articles({"id"}) == {"id": made}
    assert store.files()[source] == put.file
    numbers, vectors = store.vectors()
    recorded = [vector for number, vector in zip(numbers, vectors, strict=True) if number in _numbers_of(store, "id")]
    np.testing.assert_array_equal(np.reshape(recorded, put.vectors.shape), put.vectors)
    assert list(store.passages([int(number) for number in numbers]).values()) == put.passages
    store.remove([source])


def _numbers_of(store: Store, article_id: str) -> list[int]:
    numbers = [int(number) for number in store.vectors()[0]]
    return [number for number, passage in store.passages(numbers).items() if passage.article_id == article_id]


def test_an_article_takes_the_place_of_the_one_of_the_same_file(store: Store) -> None:
    store.put([entry(article())])
    changed = Article("other-id", "New", "", "New text.", "/articles/a.txt", 1, (), ())
    store.put([entry(changed)])
    assert store.articles({"id-a", "other-id"}) == {"other-id": changed}
    assert store.status().passages == 1


def test_an_article_is_found_by_its_file(store: Store) -> None:
    made = Article("id", "Title", "", "Some text.", "/articles/\udcff.txt", 1, (), ())
    store.put([entry(made)])
    assert store.article_of("/articles/\udcff.txt") == made
    assert store.article_of("/articles/other.txt") is None


def test_vectors_are_found_by_what_was_embedded(store: Store) -> None:
    put = entry(article("a"))
    store.put([put])
    found = store.vectors_of(article("moved"))
    assert found is not None
    np.testing.assert_array_equal(found, put.vectors)
    assert store.vectors_of(article("a", text="Other text.")) is None


def test_each_change_is_another_generation(store: Store) -> None:
    seen = {store.generation()}
    for change in (lambda: store.put([entry(article())]), lambda: store.remove(["/articles/a.txt"])):
        change()
        assert store.generation() not in seen
        seen.add(store.generation())
    store.finish([], "2026-01-01T00:00:00+00:00")
    assert store.generation() in seen


def test_a_new_record_shares_no_generation_with_the_old_one(store: Store) -> None:
    before = store.generation()
    store.close()
    discard(store.folder)
    assert Store.open(store.folder, "fake", create=True).generation() != before


def test_status_tells_what_is_indexed(store: Store) -> None:
    store.set_paths(["/articles", "/b\udcff"])
    store.put([entry(article("a")), entry(article("b", text="One.\n\n" + "Two words. " * 200))])
    store.finish([Skipped("/articles/x.png", "not an article (.png)")], "2026-01-01T00:00:00+00:00")
    status = store.status()
    assert (status.articles, status.embedder, status.paths) == (2, "fake", ("/articles", "/b\udcff"))
    assert status.passages > 2
    assert status.bytes > 0
    assert status.skipped == (Skipped("/articles/x.png", "not an article (.png)"),)
    assert status.indexed_at == "2026-01-01T00:00:00+00:00"


def test_what_fails_halfway_leaves_nothing(store: Store) -> None:
    good, bad = entry(article("a")), entry(article("b"))
    broken = Entry(bad.article, bad.file, bad.passages, bad.vectors[:0])
    with pytest.raises(ValueError, match="zip"):
        store.put([good, broken])
    assert store.status().articles == 0


def test_another_program_sees_what_was_committed(store: Store) -> None:
    other = Store.open(store.folder, "fake")
    before = other.generation()
    store.put([entry(article())])
    assert other.generation() != before
    assert other.status().articles == 1


def test_all_that_is_read_together_is_of_one_generation(store: Store) -> None:
    store.put([entry(article("a"))])
    other = Store.open(store.folder)
    with store.reading():
        before = store.generation()
        assert len(store.vectors()[0]) == 1
        with other.reading():
            assert other.generation() == before
    other.put([entry(article("b"))])
    assert len(store.vectors()[0]) == 2


def test_no_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match="no index") as caught:
        Store.open(tmp_path / "nowhere")
    assert "dossier index" in caught.value.hint
    assert not (tmp_path / "nowhere").exists()


def test_an_index_of_another_embedder_names_the_command_that_rebuilds(store: Store) -> None:
    store.set_paths(["/my articles"])
    with pytest.raises(IndexFolderError, match="embedder fake, not other") as caught:
        Store.open(store.folder, "other")
    assert f"dossier index --rebuild --index {store.folder} '/my articles' (with --embedder" in caught.value.hint
    assert Store.open(store.folder).status().embedder == "fake"


@pytest.mark.parametrize("key", ["schema", "splitter"])
def test_an_index_of_another_version_names_the_command_that_rebuilds(store: Store, key: str) -> None:
    import sqlite3

    with sqlite3.connect(store.folder / FILE_NAME) as connection:
        connection.execute("UPDATE meta SET value = 'another' WHERE key = ?", (key,))
    connection.close()
    with pytest.raises(IndexFolderError, match="another") as caught:
        Store.open(store.folder, "fake")
    assert "--rebuild" in caught.value.hint


@pytest.mark.parametrize("keep", [0, 50, 3_000, 20_000])
def test_a_cut_record_is_refused_with_the_command_that_rebuilds(store: Store, keep: int) -> None:
    store.put([entry(article(str(number), text=f"Text {number}. " * 300)) for number in range(20)])
    store.close()
    path = store.folder / FILE_NAME
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(IndexFolderError) as caught:
        _read_everything(store.folder)
    assert "dossier index" in caught.value.hint


@given(place=st.integers(0, 200_000), length=st.integers(1, 500))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_an_overwritten_record_is_refused_or_reads_right(store: Store, place: int, length: int) -> None:
    articles = {f"id-{number}": article(str(number), text=f"Text {number}. " * 200) for number in range(6)}
    if not store.files():
        store.put([entry(made) for made in articles.values()])
    path = store.folder / FILE_NAME
    whole = path.read_bytes()
    content = bytearray(whole)
    place %= len(content)
    content[place : place + length] = b"\xa5" * len(content[place : place + length])
    path.write_bytes(content)
    try:
        read = _read_everything(store.folder)
    except IndexFolderError:
        pass
    else:
        assert all(read[key].text == articles[key].text for key in read.keys() & articles.keys())
    finally:
        path.write_bytes(whole)


def _read_everything(folder: Path) -> dict[str, Article]:
    store = Store.open(folder, "fake")
    try:
        store.status()
        numbers, _ = store.vectors()
        store.passages(numbers.tolist())
        list(store.documents())
        return store.articles([f"id-{number}" for number in range(20)])
    finally:
        store.close()


def test_a_changed_vector_is_refused(store: Store) -> None:
    put = entry(article())
    store.put([Entry(put.article, put.file, put.passages, put.vectors * 3)])
    with pytest.raises(IndexFolderError, match="damaged"):
        store.vectors()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexFolderError, match="cannot be written") as caught:
        Store.open(tmp_path / "file" / "index", "fake", create=True)
    assert "--index" in caught.value.hint


def test_a_missing_passage_is_refused(store: Store) -> None:
    store.put([entry(article())])
    with pytest.raises(IndexFolderError, match="missing"):
        store.passages([1, 99])
