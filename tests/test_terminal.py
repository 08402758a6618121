from __future__ import annotations

import sys
from pathlib import Path

from tests.terminals import on_terminal
from tui.terminal import HUNG_UP

DOSSIER = Path(sys.executable).with_name("dossier")


def test_the_chat_ends_when_its_terminal_has_gone(seeds_folder: Path) -> None:
    with on_terminal([DOSSIER, seeds_folder / "russias-red-carpet-welcome-to-huawei-5g.txt"]) as program:
        program.until(b"Ask your articles")
        program.hang_up()
        assert program.ended() == HUNG_UP
