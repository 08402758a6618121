from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build
from index.errors import PathError
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


@pytest.mark.parametrize("name", ["~notes.txt", "~nobody-of-this-name/a.txt"])
def test_a_tilde_may_be_a_files_own(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "~notes.txt").write_text("MTS partnered with Huawei in Moscow.\n")
    if Path(name).exists():
        assert choose([name], Settings()).paths == (tmp_path / name,)
    else:
        with pytest.raises(PathError):
            choose([name], Settings())


def test_a_link_in_a_circle_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(PathError):
        choose([str(tmp_path / "round")], Settings())
