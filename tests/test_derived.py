"""Derived files are believed only when they are whole and of the right generation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.derived import read_derived, write_derived


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.index"


def test_what_is_written_reads_back_equal(path: Path) -> None:
    for payload in (b"", b"\n\0 payload\n", b"x" * 100_000):
        write_derived(path, "record:1", payload)
        assert read_derived(path, "record:1") == payload
    assert list(path.parent.iterdir()) == [path]


def test_another_generation_is_not_read(path: Path) -> None:
    write_derived(path, "record:1", b"payload")
    assert read_derived(path, "record:11") is None
    assert read_derived(path.with_name("missing"), "record:1") is None


@given(place=st.integers(0, 10_000), change=st.integers(1, 255), cut=st.booleans())
def test_a_damaged_file_is_not_read(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: int, cut: bool
) -> None:
    path = tmp_path_factory.mktemp("derived") / "x.index"
    write_derived(path, "record:1", bytes(range(256)) * 4)
    content = bytearray(path.read_bytes())
    place %= len(content)
    if cut:
        content = content[:place]
    else:
        content[place] ^= change
    path.write_bytes(content)
    assert read_derived(path, "record:1") is None


def test_a_folder_that_cannot_be_written_is_left(tmp_path: Path) -> None:
    write_derived(tmp_path / "missing" / "x.index", "record:1", b"payload")
    assert list(tmp_path.iterdir()) == []
