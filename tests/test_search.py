"""Hits for a question: fused, cited, up to date."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.errors import IndexFolderError
from index.search import DENSE_FILE, LEXICAL_FILE, Search
from index.store import Store
from tests.fakes import FakeEmbedder

TEXTS = {
    "deal.txt": "A deal\n\nThe operator MTS has teamed up with Huawei for a pilot scheme in Moscow.\n",
    "frogs.txt": "Skulls of frogs\n\nScientists counted the spikes on the skulls of frogs in Florida.\n",
    "run.txt": "A run\n\nEliud Kipchoge of Kenya ran a marathon in under two hours in Vienna.\n",
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def index(tmp_path: Path, articles: Path, fake_embedder: FakeEmbedder) -> Path:
    build([articles], tmp_path / "index", fake_embedder)
    return tmp_path / "index"


@pytest.fixture
def search(index: Path, fake_embedder: FakeEmbedder) -> Search:
    return Search(Store.open(index, "fake"), fake_embedder)


def test_the_passage_that_answers_comes_first_with_its_place_in_the_file(search: Search) -> None:
    hit = search.hits("Who teamed up with MTS?")[0]
    assert "Huawei" in hit.passage.text
    assert (Path(hit.citation.source).name, hit.citation.line, hit.citation.column) == ("deal.txt", 3, 1)
    assert hit.citation.title == "A deal"


def test_hits_are_ranked_and_none_comes_twice(search: Search) -> None:
    hits = search.hits("the scheme of the marathon of frogs", top=50)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len({(hit.passage.article_id, hit.passage.start) for hit in hits}) == len(hits) == 3
    assert hits == search.hits("the scheme of the marathon of frogs", top=50)


def test_copies_of_an_article_take_one_place(
    search: Search, articles: Path, index: Path, fake_embedder: FakeEmbedder
) -> None:
    for number in range(4):
        (articles / f"frogs ({number}).txt").write_text(TEXTS["frogs.txt"])
    build([articles], index, fake_embedder)
    hits = search.hits("skulls of frogs in Moscow", top=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert len({hit.passage.text for hit in hits}) == 3


def test_what_a_question_is_about_is_matched_too_and_changes_no_order(search: Search) -> None:
    plain = search.hits("how many spikes in Vienna")
    told = search.hits("how many spikes in Vienna", about="Skulls of frogs")
    assert [hit.passage for hit in told] == [hit.passage for hit in plain]
    [frogs], [without] = ([h for h in hits if "frogs" in h.passage.text] for hits in (told, plain))
    assert frogs.coverage > without.coverage
    assert frogs.dense > without.dense
    assert frogs.lexical > without.lexical


def test_top_limits_the_hits(search: Search) -> None:
    assert len(search.hits("frogs in Moscow", top=2)) == 2
    assert search.hits("frogs in Moscow", top=0) == []


def test_every_hit_knows_how_it_matches(search: Search) -> None:
    by_name = {Path(hit.citation.source).name: hit for hit in search.hits("Kipchoge marathon zebra")}
    hit, other = by_name["run.txt"], by_name["frogs.txt"]
    assert hit.dense == pytest.approx(_cosine("Kipchoge marathon zebra", hit.passage.text), abs=1e-5)
    assert hit.lexical > 0
    assert 0 < hit.coverage < 1
    assert (other.lexical, other.coverage) == (0, 0)


def _cosine(one: str, other: str) -> float:
    left, right = FakeEmbedder().embed([one, other])
    return float(left @ right)


def test_ways_of_searching_can_be_compared(search: Search) -> None:
    compared = search.compare("Kipchoge", 2)
    assert set(compared) == {"dense", "lexical", "fused"}
    assert [Path(hit.citation.source).name for hit in compared["lexical"]] == ["run.txt"]
    assert len(compared["dense"]) == 2
    assert compared["fused"] == search.hits("Kipchoge", 2)


@pytest.mark.parametrize("question", ["\U0001f600\U0001f600", "\x1b[31m\u202e", "[/nope]", "?", "\ud800"])
def test_questions_without_words_still_give_the_nearest(search: Search, question: str) -> None:
    assert all(np.isfinite(hit.dense) for hit in search.hits(question))


def test_an_article_is_had_by_its_id(search: Search) -> None:
    hit = search.hits("frogs")[0]
    article = search.article(hit.passage.article_id)
    assert article is not None
    assert article.text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert search.article("nothing") is None


def test_what_another_program_indexes_is_found_by_the_next_question(
    search: Search, articles: Path, index: Path
) -> None:
    search.load()
    (articles / "zebra.txt").write_text("Stripes\n\nZebra stripes dazzle flies.\n")
    (articles / "frogs.txt").unlink()
    build([articles], index, FakeEmbedder())
    assert "Zebra" in search.hits("zebra")[0].passage.text
    assert not any("frogs" in hit.passage.text for hit in search.hits("skulls of frogs", top=50))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("name", [DENSE_FILE, LEXICAL_FILE])
@pytest.mark.parametrize("damage", [truncate, flip, Path.unlink], ids=["truncated", "flipped", "missing"])
def test_a_damaged_derived_file_is_made_again_from_the_record(
    index: Path, name: str, damage: Callable[[Path], None]
) -> None:
    whole = (index / name).read_bytes()
    damage(index / name)
    assert "Huawei" in Search(Store.open(index, "fake"), FakeEmbedder()).hits("MTS")[0].passage.text
    assert (index / name).read_bytes() == whole


def test_derived_files_of_another_record_are_not_believed(
    index: Path, articles: Path, fake_embedder: FakeEmbedder
) -> None:
    kept = {name: (index / name).read_bytes() for name in (DENSE_FILE, LEXICAL_FILE)}
    (articles / "deal.txt").write_text("A deal\n\nNothing is left of it.\n")
    build([articles], index, fake_embedder, rebuild=True)
    for name, content in kept.items():
        (index / name).write_bytes(content)
    hits = Search(Store.open(index, "fake"), fake_embedder).hits("deal")
    assert "Nothing is left" in hits[0].passage.text


def test_vectors_of_another_length_are_refused(index: Path) -> None:
    class Longer(FakeEmbedder):
        dimension = 65

    with pytest.raises(IndexFolderError, match="another model") as caught:
        Search(Store.open(index, "fake"), Longer()).hits("MTS")
    assert "--rebuild" in caught.value.hint


def test_a_file_that_has_changed_is_told(search: Search, articles: Path) -> None:
    deal = search.hits("MTS")[0].passage.article_id
    frogs = search.hits("frogs")[0].passage.article_id
    run = search.hits("Kipchoge")[0].passage.article_id
    assert not search.changed_on_disk(deal)
    (articles / "deal.txt").write_text(TEXTS["deal.txt"].replace("Huawei", "Nobody"))
    os.utime(articles / "frogs.txt", (1, 1))
    (articles / "run.txt").unlink()
    assert search.changed_on_disk(deal)
    assert not search.changed_on_disk(frogs)
    assert search.changed_on_disk(run)
    assert search.changed_on_disk("nothing")


def test_searching_imports_no_library_before_it_loads() -> None:
    import subprocess
    import sys

    program = (
        "import sys, index.search, index.build;"
        "assert not {'faiss', 'onnxruntime', 'tokenizers', 'trafilatura', 'pypdf', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parent.parent)
