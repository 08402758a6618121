from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build
from tests.fakes import FakeEmbedder
from tui.collection import choose, remember
from tui.settings import Settings


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("Title\n\nMTS partnered with Huawei in Moscow.\n")
    return path


def test_an_index_that_is_named_is_refreshed_from_the_paths_it_was_made_of(article: Path, tmp_path: Path) -> None:
    build([article], tmp_path / "index", FakeEmbedder())
    chosen = choose([], Settings(index=str(tmp_path / "index")))
    assert (chosen.paths, chosen.folder) == ((article,), tmp_path / "index")


def test_a_home_that_cannot_be_written_is_no_error(article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/proc/nothing")
    chosen = choose([str(article)], Settings())
    remember(chosen)
    assert choose([], Settings()).paths != chosen.paths
