"""Pictures of the chat for the README, taken of the real program over seeds/.

`python -m tests.pictures` writes them into tests/pictures/; with `--check` it fails when they no longer show what the
program shows. The check compares the words on the screen and where they stand; confidences are left out, since the last
digit differs between processors.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tui.app import DossierApp
from tui.collection import Collection
from tui.core import make_app
from tui.settings import Settings

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "pictures"
PATIENCE = 60.0  # seconds to wait for the models on a slow machine
QUESTION = "who partnered with MTS?"

Steps = Callable[[Pilot[None]], Coroutine[Any, Any, None]]


async def first_screen(pilot: Pilot[None]) -> None:
    """What is indexed, and three questions."""
    app = chat(pilot)
    await until(pilot, lambda: len(app.view.welcome.questions) == 3)


async def one_answer(pilot: Pilot[None]) -> None:
    """A question and its answer card."""
    await ask(pilot, QUESTION)


async def beside(pilot: Pilot[None]) -> None:
    """A conversation with a follow-up, the article of the answer beside it."""
    await ask(pilot, "Who was named Time Person of the Year?")
    await ask(pilot, QUESTION)
    await pilot.press("tab")
    await until(pilot, lambda: chat(pilot).view.pane.place == chat(pilot).view.place)


async def refusal(pilot: Pilot[None]) -> None:
    """A question the articles do not answer."""
    await ask(pilot, "how much did MTS pay Huawei for the 5G pilot?")


PICTURES: dict[str, tuple[tuple[int, int], Steps]] = {
    "welcome-80x24": ((80, 24), first_screen),
    "answer-80x24": ((80, 24), one_answer),
    "answer-40x12": ((40, 12), one_answer),
    "article-160x48": ((160, 48), beside),
    "refusal-80x24": ((80, 24), refusal),
}


async def take(size: tuple[int, int], steps: Steps, index: Path) -> str:
    """The picture, as SVG, after the steps."""
    app = make_app(Collection((Path("seeds").resolve(),), index), Settings())
    async with app.run_test(size=size) as pilot:
        app.view.prompt.cursor_blink = False
        await until(pilot, lambda: app.desk.phase == "ready")
        await steps(pilot)
        await pilot.pause()
        await pilot.wait_for_scheduled_animations()
        return tidy(app.export_screenshot(title="dossier seeds", simplify=True))


async def ask(pilot: Pilot[None], question: str) -> None:
    """Asks, and waits for the answer and its article."""
    app = chat(pilot)
    before = app.view.transcript.cards[-1:]
    app.view.prompt.value = question
    await pilot.press("enter")
    await until(pilot, lambda: app.view.transcript.cards[-1:] not in ([], before))
    await until(pilot, lambda: app.view.transcript.cards[-1].settled)
    if app.view.wide:
        await until(pilot, lambda: app.view.pane.place == app.view.place)
    await pilot.pause()


async def until(pilot: Pilot[None], true: Callable[[], object]) -> None:
    """Lets the app run until it is true. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await pilot.pause()


def chat(pilot: Pilot[None]) -> DossierApp:
    """The app being driven."""
    assert isinstance(pilot.app, DossierApp)
    return pilot.app


def tidy(svg: str) -> str:
    """The picture without links to fonts on the web, its names the same on every run."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def words(svg: str) -> list[str]:
    """What stands where in the picture, without the confidences."""
    drawn = re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    rows: dict[str, str] = {}
    for height, text in drawn:
        rows[height] = rows.get(height, "") + html.unescape(text).replace("\xa0", " ")
    return [re.sub(r"\b[01]\.\d\d\b", "0.00", row) for row in rows.values()]


def pictures() -> Iterator[tuple[Path, str]]:
    """Each picture's file and what it should hold."""
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as index:
        for name, (size, steps) in PICTURES.items():
            yield FOLDER / f"{name}.svg", asyncio.run(take(size, steps, Path(index)))


def check() -> int:
    """0 when every picture shows what the program shows; else 1, and says which do not."""
    stale = [file.name for file, svg in pictures() if not file.exists() or words(file.read_text("utf-8")) != words(svg)]
    for name in stale:
        print(f"tests/pictures/{name} is stale: run python -m tests.pictures", file=sys.stderr)
    return 1 if stale else 0


def write() -> int:
    """Writes every picture."""
    FOLDER.mkdir(exist_ok=True)
    for file, svg in pictures():
        file.write_text(svg, encoding="utf-8")
    return 0


if __name__ == "__main__":
    code = check() if sys.argv[1:] == ["--check"] else write()
    from tui.engine import leave

    leave(code)
