"""A chat over articles made by hand, with an assistant that answers from a script."""

from __future__ import annotations

import html
import re
import threading
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from textual.pilot import Pilot

from index.build import Progress, Report
from index.load import Article, Citation
from index.search import Hit
from index.split import Passage
from index.store import Status
from qa.ask import Cancelled, Reply
from qa.rank import Answer, Quote
from qa.weights import Weights
from tui.app import DossierApp
from tui.settings import Settings

CARPET = Article(
    id="carpet",
    title="A red carpet for the new network",
    date="2019-06-07",
    text=(
        "The two presidents met in the capital on Wednesday.\n\n"
        "On the same day the Russian carrier MTS partnered with Huawei to build the next network over two years. "
        "Nobody said what it costs.\n\n"
        "Another carrier, Tele2, went live with Ericsson in Moscow. It was a test.\n\n"
        + "Later paragraphs tell of other matters, at some length, so that the article must be scrolled.\n\n" * 12
        + "At the very end Huawei is named once more."
    ),
    source="/articles/a-red-carpet.txt",
    first_line=1,
    removed=(),
    page_starts=(),
)
CENSUS = Article(
    id="census",
    title="Tablets for the census",
    date="2020-01-15",
    text="The office wants 360,000 tablets.\nThe deal with Huawei was signed by MTS, its partner, in the spring.",
    source="/articles/census.md",
    first_line=6,
    removed=(),
    page_starts=(),
)
ARTICLES = {article.id: article for article in (CARPET, CENSUS)}
STATUS = Status(Path("/index"), ("/articles",), 2, 5, "bundled", 4096, (), "2026-01-01T00:00:00Z")
QUESTION = "who partnered with MTS?"


def passage_of(article: Article, words: str) -> Passage:
    """The paragraph of the article that holds the words."""
    at = article.text.index(words)
    start = article.text.rfind("\n\n", 0, at) + 2 if "\n\n" in article.text[:at] else 0
    end = article.text.find("\n\n", at)
    end = len(article.text) if end < 0 else end
    return Passage(article.id, start, end, article.text[start:end])


def quote_of(article: Article, words: str, around: str = "") -> Quote:
    """The words, quoted where `around` stands."""
    passage = passage_of(article, around or words)
    start = passage.text.index(words)
    return Quote(passage, start, start + len(words), cite(article, passage.start + start))


def cite(article: Article, offset: int) -> Citation:
    """Where the offset stands."""
    before = article.text[:offset]
    line = (article.first_line or 1) + before.count("\n")
    return Citation(article.source, article.title, article.date, line, offset - before.rfind("\n"), None)


def hits_of(*passages: Passage) -> tuple[Hit, ...]:
    """Passages, found."""
    found = []
    for rank, passage in enumerate(passages, 1):
        found.append(Hit(passage, cite(ARTICLES[passage.article_id], passage.start), rank, 0.4, 1.5, 0.5))
    return tuple(found)


HITS = hits_of(passage_of(CARPET, "Huawei"), passage_of(CENSUS, "Huawei"), passage_of(CARPET, "Ericsson"))


def answered(question: str = QUESTION, understood: str = "", stale: bool = False) -> Reply:
    """Huawei, said by two articles, and Ericsson as the runner-up."""
    support = (quote_of(CENSUS, "Huawei"),)
    best = Answer(quote_of(CARPET, "Huawei", "partnered"), 0.93, 4.0, support, stale)
    other = Answer(quote_of(CARPET, "Ericsson"), 0.31, 1.0)
    return Reply(question, understood or question, (best, other), HITS, 0.05)


def refused(question: str = "who painted it?") -> Reply:
    """Not in the articles."""
    return Reply(question, question, (), HITS, 0.05, "No passage is about this.")


class ScriptedAssistant:
    """Answers from a script; while `gate` is shut, its questions wait, as slow models would make them."""

    def __init__(self, replies: dict[str, Reply | Exception] | None = None) -> None:
        self.replies = replies or {}
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.read_gate = threading.Event()
        self.read_gate.set()

    weights = Weights()

    def load(self) -> None:
        """Waits for the gate."""
        self.gate.wait(10)

    def departs(self, question: str, articles: Collection[str]) -> bool:
        """Every question is new."""
        return True

    def ask(
        self,
        question: str,
        top: int = 5,
        within: Collection[str] = (),
        on_hits: Callable[[tuple[Hit, ...]], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Reply:
        """What the script says; by default MTS's partner is known and nothing else."""
        self.asked.append(question)
        reply = self.replies.get(question) or (answered(question) if "MTS" in question else refused(question))
        if isinstance(reply, Exception):
            raise reply
        if on_hits:
            on_hits(reply.hits)
        while not self.read_gate.wait(0.01):
            if cancelled():
                raise Cancelled
        return reply

    def article(self, article_id: str, source: str = "") -> Article | None:
        """The article made by hand, or the one of its file."""
        of_file = (article for article in ARTICLES.values() if article.source == source)
        return ARTICLES.get(article_id) or next(of_file, None)


def chat_app(
    assistant: ScriptedAssistant | None = None,
    build_index: Callable[[Callable[[Progress], None]], Report | None] = lambda progress: None,
    questions: Sequence[str] = (QUESTION,),
    settings: Settings | None = None,
    chats: Path | None = None,
    remember_theme: Callable[[str], None] = lambda name: None,
    status: Callable[[], Status] = lambda: STATUS,
) -> DossierApp:
    """A chat that needs no model and no index."""
    scripted = assistant or ScriptedAssistant()
    return DossierApp(
        lambda: scripted,
        build_index,
        status,
        settings or Settings(),
        name="articles",
        candidates=lambda: questions,
        chats=chats,
        remember_theme=remember_theme,
    )


async def until(pilot: Pilot[None], true: Callable[[], object], seconds: float = 10.0) -> None:
    """Lets the app run until it is true; an AssertionError when it never is."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"never came true; the screen shows:\n{screen_text(pilot)}"
        await pilot.pause()


async def until_ready(pilot: Pilot[None]) -> None:
    """Lets the app open its articles."""
    await until(pilot, lambda: pilot.app.desk.phase == "ready")


async def ask(pilot: Pilot[None], question: str) -> None:
    """Types the question, sends it, and waits for what comes of it."""
    before = pilot.app.view.transcript.cards[-1:]
    pilot.app.view.prompt.value = question
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.view.transcript.cards[-1:] not in ([], before))
    await until(pilot, lambda: pilot.app.view.transcript.cards[-1].settled)


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the screen, row by row, read from the picture of it."""
    rows: dict[int, str] = {}
    for x, row, text in _DRAWN.findall(pilot.app.export_screenshot()):
        column = round(float(x) / _CELL)
        rows[int(row)] = rows.get(int(row), "").ljust(column) + html.unescape(text).replace("\xa0", " ")
    return "\n".join(rows.get(row, "").rstrip() for row in range(max(rows, default=0) + 1))


_CELL = 12.2  # width of a cell in the picture
_DRAWN = re.compile(r'<text[^>]* x="([\d.]+)"[^>]*-line-(\d+)\)">([^<]*)</text>')
