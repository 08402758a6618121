from __future__ import annotations

import sys
from pathlib import Path

from tests.terminals import on_terminal

BROKEN_CHAT = """
import sys
from tui.app import DossierApp
from tui.cli import main

def broken(app):
    raise ZeroDivisionError("of all things")

DossierApp.action_help = broken
main(sys.argv[1:])
"""


def test_a_chat_that_breaks_ends_with_70_and_names_the_log_that_holds_its_traceback(tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Title\n\nMTS partnered with Huawei in Moscow.\n")
    with on_terminal([sys.executable, "-c", BROKEN_CHAT, article]) as program:
        program.until(b"Ask your articles")
        program.type(b"\x1bOP")  # f1
        assert program.ended() == 70
    said = program.written.decode().rpartition("dossier: ")[2]
    log = said.partition("the traceback is in ")[2].split("\r\n")[0]
    assert "of all things" in Path(log).read_text()
