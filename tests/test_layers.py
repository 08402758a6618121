"""Who may import whom, and what must never be imported on the quick paths."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "transformers", "sentence_transformers", "scipy", "sklearn", "pandas")

HELP = """
from tui.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
"""
FIRST_FRAME = """
import asyncio
from pathlib import Path

def one_frame(app):
    async def frame():
        async with app.run_test():
            assert app.focused is not None
    asyncio.run(frame())

from tui.collection import Collection
from tui.core import make_app
from tui.settings import Settings
one_frame(make_app(Collection((Path("seeds"),), Path(sys.argv[1])), Settings()))
"""
ANSWER = """
from tui.cli import main
article = "seeds/russias-red-carpet-welcome-to-huawei-5g.txt"
assert main(["ask", "who partnered with MTS?", article, "--index", sys.argv[1]]) == 0
"""
BLOCKED_ON_HELP = (*HEAVY, "numpy", "textual", "faiss", "onnxruntime", "index.build", "qa.ask")


def test_the_layers_hold() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize(
    ("program", "barred"),
    [
        pytest.param(HELP, BLOCKED_ON_HELP, id="help"),
        pytest.param(FIRST_FRAME, (*HEAVY, "trafilatura", "pypdf"), id="first frame"),
        pytest.param(ANSWER, (*HEAVY, "textual"), id="answer"),
    ],
)
def test_quick_paths_import_nothing_heavy(tmp_path: Path, program: str, barred: tuple[str, ...]) -> None:
    check = f"""
import sys
{program}
found = [name for name in {barred} if name in sys.modules]
from tui.engine import leave
print(found, file=sys.stderr)
leave(bool(found))
"""
    ran = subprocess.run(
        [sys.executable, "-c", check, str(tmp_path / "index")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
