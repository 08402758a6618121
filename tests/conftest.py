"""Fixtures for all tests: a home of their own, the seeds, and small models."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.fakes import FakeEmbedder

os.environ["HF_HUB_OFFLINE"] = "1"

settings.register_profile("any machine", deadline=None)  # a busy one takes its time
settings.load_profile("any machine")

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    """An embedder that needs no model."""
    return FakeEmbedder()


@pytest.fixture(scope="session")
def seeds_folder() -> Path:
    """The folder of the articles that come with the project."""
    return SEEDS
