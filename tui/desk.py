"""What the screen asks for and awaits: the engine with the assistant on it, and the conversation. No widgets here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from index.errors import UserError
from tui.engine import Engine
from tui.logs import log_bug
from tui.suggest import OFFERED, works

if TYPE_CHECKING:
    from index.build import Progress, Report
    from index.load import Article
    from index.search import Hit
    from index.store import Status
    from qa.ask import Assistant, Reply
    from qa.chat import Chat, Turn

WAITING = {
    "indexing": "Waiting: the articles are being indexed. The question is asked right after.",
    "loading": "Waiting: the models are loading. The question is asked right after.",
}


RESUMABLE = 10
"""Saved conversations that are offered."""
BUG = "Something went wrong inside Dossier."

T = TypeVar("T")


class Unsaved(UserError):
    """A turn was answered and could not be saved."""

    def __init__(self, turn: Turn, trouble: UserError) -> None:
        super().__init__(trouble.message, trouble.hint)
        self.turn = turn


class Desk:
    """Runs everything slow on threads of its own: models and questions in order on one, indexing and files beside it.

    Whatever goes wrong is raised as a UserError; the traceback of a bug is in the log.
    """

    def __init__(
        self,
        assistant_factory: Callable[[], Assistant],
        build_index: Callable[[Callable[[Progress], None]], Report | None],
        status: Callable[[], Status],
        *,
        candidates: Callable[[], Sequence[str]],
        chats: Path | None,
        top: int,
    ) -> None:
        self._assistant_factory = assistant_factory
        self._build_index = build_index
        self._status = status
        self._candidates = candidates
        self._chats = chats
        self._top = top
        self._engine, self._indexing, self._files = Engine(), Engine(), Engine()
        self._opened = asyncio.Event()
        self._assistant: Assistant | None = None
        self._failure: UserError | None = None
        self.phase = "indexing"
        self._chat: Chat | None = None

    @property
    def waiting(self) -> str:
        """Why a question asked now would wait; "" when it would not."""
        return WAITING.get(self.phase, "")

    async def status(self) -> Status:
        """What is indexed. Raises IndexFolderError when nothing is yet."""
        return await _told(self._engine(self._status))

    async def index(self, on_progress: Callable[[Progress], None]) -> Report | None:
        """Brings the index up to date; questions wait for it, what was answered can be read. Raises UserError."""
        self.phase = "indexing"
        self._opened.clear()
        return await _told(self._indexing(self._build_index, on_progress))

    async def open(self) -> None:
        """Opens the assistant and loads its models; questions that wait are asked after it. Raises UserError."""
        self.phase = "loading"
        assistant = await _told(self._engine(self._assistant_factory))
        await _told(self._engine(assistant.load))
        self.phase, self._failure, self._assistant = "ready", None, assistant
        self._opened.set()

    async def ask(self, question: str, on_hits: Callable[[tuple[Hit, ...]], None]) -> Turn:
        """The turn, saved. `on_hits` is called on the engine's thread. Raises Unsaved, UserError."""
        await self._opened.wait()
        chat, before = self.chat, len(self.chat.turns)
        asking = self._engine.stoppable(chat.ask, self._open_assistant(), question, self._top, on_hits)
        try:
            return await _told(asking)
        except UserError as trouble:
            if len(chat.turns) == before:
                raise
            raise Unsaved(chat.turns[-1], trouble) from trouble

    async def article(self, article_id: str, source: str) -> Article | None:
        """The whole article, or what its file holds since then; None when it has left the index."""
        return await _told(self._engine(self._open_assistant().article, article_id, source))

    async def why(self, reply: Reply) -> Callable[[int], str]:
        """How the reply came about, as text in lines of so many columns."""
        from qa.explain import explain
        from tui.explained import explanation_text

        weights = await _told(self._engine(lambda: self._open_assistant().weights))
        return partial(explanation_text, explain(reply, weights))

    async def suggestions(self) -> list[str]:
        """Questions that the articles answer: each has been asked. Cancelled at once when the person asks one."""
        found: list[str] = []
        for question in await _told(self._engine(self._candidates)):
            if len(found) == OFFERED:
                break
            if works(await _told(self._engine.stoppable(self._open_assistant().ask, question))):
                found.append(question)
        return found

    @property
    def chat(self) -> Chat:
        """The current conversation."""
        return self._chat or self.new_chat()

    def new_chat(self) -> Chat:
        """An empty conversation, which becomes the current one; on disk from its first turn."""
        from qa.chat import Chat

        began = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ")
        self._chat = Chat(self._chats / f"{began}.jsonl" if self._chats else None)
        return self._chat

    def saved(self) -> list[Path]:
        """The conversations on disk but the current one, the one gone on with last first; some."""
        found = sorted(self._chats.glob("*.jsonl"), key=_asked_last, reverse=True) if self._chats else []
        return [path for path in found if path != self.chat.path][:RESUMABLE]

    async def read_chat(self, path: Path) -> Chat:
        """A saved conversation. Raises UserError."""
        from qa.chat import load_chat

        return await _told(self._files(load_chat, path))

    def resume(self, chat: Chat) -> None:
        """Makes this conversation the current one."""
        self._chat = chat

    async def export(self, name: str) -> Path:
        """The file in the working folder that the conversation was written to, as Markdown. Raises UserError."""
        return await _told(self._files(_export, self.chat, Path(name)))

    def give_up(self, failure: UserError) -> None:
        """Questions, also those that wait, are answered by what was open before; with nothing open by this failure."""
        self.phase, self._failure = "ready" if self._assistant else "failed", failure
        self._opened.set()

    def _open_assistant(self) -> Assistant:
        if self._assistant is None:
            raise self._failure or UserError("The articles are not open yet.", "Wait for the models to load.")
        return self._assistant


def _export(chat: Chat, path: Path) -> Path:
    """The absolute path of the file written. Raises OSError."""
    from qa.chat import export_markdown

    whole = path.absolute()
    whole.write_text(export_markdown(chat), encoding="utf-8")
    return whole


def _asked_last(saved: Path) -> tuple[float, str]:
    """When the file was written last; what vanishes meanwhile is the oldest."""
    try:
        return saved.stat().st_mtime, saved.name
    except OSError:
        return 0.0, saved.name


async def _told(work: Awaitable[T]) -> T:
    """What the work gives; what goes wrong in it told as a UserError."""
    try:
        return await work
    except UserError:
        raise
    except OSError as error:
        place = f" in {error.filename}" if error.filename else ""
        raise UserError(f"A file could not be read or written{place}: {error.strerror}.", "Check the disk.") from error
    except Exception as bug:
        raise UserError(BUG, log_bug(bug)) from bug
