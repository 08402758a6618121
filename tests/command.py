"""`dossier` with a small embedder, for tests that need a process of its own: python -m tests.command ARGUMENTS.

With PAUSE_AT=N in the environment the embedder says "paused" on stderr at its Nth batch and waits there.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.build import Progress, Report, build
from tests.fakes import FakeEmbedder
from tui.cli import main
from tui.collection import Collection
from tui.core import Real


class PausingEmbedder(FakeEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.batches = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches += 1
        if self.batches == int(os.environ.get("PAUSE_AT", "0")):
            print("paused", file=sys.stderr, flush=True)
            signal.pause()
        return super().embed(texts)


class SmallCore(Real):
    def build(
        self, collection: Collection, embedder: str | None, progress: Callable[[Progress], None], rebuild: bool
    ) -> Report:
        return build(collection.paths, collection.folder, PausingEmbedder(), progress, rebuild=rebuild)


if __name__ == "__main__":
    sys.exit(main(core=SmallCore()))
