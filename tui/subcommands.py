"""What each command does: settings and a collection in, data on stdout, an exit code back."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.errors import IndexFolderError, UserError
from tui.collection import Collection, choose, remember
from tui.progress import ProgressLine
from tui.settings import Settings

if TYPE_CHECKING:
    from index.build import Progress, Report
    from index.store import Status
    from qa.ask import Assistant, Reply
    from tui.plain import Style

ANSWERED, NOT_IN_ARTICLES, USER_ERROR, BUG, STOPPED, NO_READER = 0, 1, 2, 70, 130, 141


class Core(Protocol):
    """The calls that commands make into the rest of the program: `tui.core.Real`, or a fake in tests."""

    def build(
        self, collection: Collection, embedder: str | None, progress: Callable[[Progress], None], rebuild: bool
    ) -> Report:
        """Brings the index up to date, or makes it anew."""

    def open_assistant(self, folder: Path, embedder: str | None, reader: str | None) -> Assistant:
        """The assistant over the index."""

    def status(self, folder: Path) -> Status:
        """What is indexed."""

    def reader_name(self, reader: str | None) -> str:
        """The name of the reader that would be used."""

    def chat(self, collection: Collection, settings: Settings) -> int:
        """Runs the chat; its exit code."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed for one command."""

    paths: tuple[str, ...] = ()
    question: str = ""
    json: bool = False
    rebuild: bool = False
    explain: bool = False


def ask(options: Options, settings: Settings, core: Core) -> int:
    """Answers one question, or with `-` each line of stdin."""
    if options.question == "-":
        return _converse(sys.stdin, options, settings, core)
    from qa.ask import check_question

    check_question(options.question)
    assistant = _ready(options, settings, core)
    reply = assistant.ask(options.question, settings.top)
    print(_said(reply, assistant, options, settings))
    return ANSWERED if reply.answered else NOT_IN_ARTICLES


def index(options: Options, settings: Settings, core: Core) -> int:
    """Builds or refreshes the index and says what was done."""
    from tui.plain import report_json, report_text, to_line

    collection = choose(options.paths, settings)
    report = _refresh(collection, settings, core, options.rebuild)
    print(to_line(report_json(report, collection.folder)) if options.json else report_text(report, collection.folder))
    return ANSWERED


def status(options: Options, settings: Settings, core: Core) -> int:
    """Says what is indexed."""
    from qa.read import make_reader
    from qa.weights import calibrated
    from tui.plain import status_json, status_text, to_line

    collection = choose(options.paths, settings)
    if not collection.folder.exists():
        raise IndexFolderError(
            "Nothing is indexed yet", f"Index it: dossier index {shlex.join(map(str, collection.paths))}"
        )
    known, reader = core.status(collection.folder), core.reader_name(settings.reader or None)
    note = calibrated(make_reader(settings.reader or None).folder, collection.folder, reader)
    print(to_line(status_json(known, reader, note)) if options.json else status_text(known, reader, note))
    return ANSWERED


def chat(options: Options, settings: Settings, core: Core) -> int:
    """Opens the chat, on a real terminal only."""
    if os.environ.get("TERM") == "dumb" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UserError("The chat needs a terminal", 'Without one: dossier ask "QUESTION" [PATH…]')
    collection = choose(options.paths, settings)
    remember(collection)
    return core.chat(collection, settings)


def _converse(questions: Iterable[str], options: Options, settings: Settings, core: Core) -> int:
    """Answers line after line, each at once; an error in one is said in its place and the conversation goes on."""
    from qa.chat import Chat
    from tui.logs import log_bug
    from tui.plain import to_line

    assistant = _ready(options, settings, core)
    assistant.load()
    conversation, code = Chat(), ANSWERED
    for line in questions:
        question = line.rstrip("\r\n")
        if not question.strip():
            continue
        try:
            reply = conversation.ask(assistant, question, settings.top).reply
            said = _said(reply, assistant, options, settings)
        except UserError as error:
            wrong, code = {"question": question, "error": error.message, "hint": error.hint}, max(code, USER_ERROR)
            said = to_line(wrong) if options.json else f"{error.message}\n  {error.hint}"
        except Exception as error:  # noqa: BLE001 a bug in one question must not end the conversation
            wrong, code = {"question": question, "error": log_bug(error), "hint": "Ask the next question."}, BUG
            said = to_line(wrong) if options.json else wrong["error"]
        print(said if options.json else f"{said}\n", flush=True)
    return code


def _said(reply: Reply, assistant: Assistant, options: Options, settings: Settings) -> str:
    """The reply as it is printed: text or JSON, with its explanation where that is wanted."""
    from tui.plain import reply_json, reply_text, to_line

    if not options.explain:
        return to_line(reply_json(reply)) if options.json else reply_text(reply, _style(settings))
    from qa.explain import explain
    from tui.explained import explanation_json, explanation_text

    explanation = explain(reply, assistant.weights)
    if options.json:
        return to_line({**reply_json(reply), "explain": explanation_json(explanation)})
    return f"{reply_text(reply, _style(settings))}\n\n{explanation_text(explanation)}"


def _ready(options: Options, settings: Settings, core: Core) -> Assistant:
    """The assistant over an index that is up to date."""
    collection = choose(options.paths, settings)
    _refresh(collection, settings, core)
    return core.open_assistant(collection.folder, settings.embedder or None, settings.reader or None)


def _refresh(collection: Collection, settings: Settings, core: Core, rebuild: bool = False) -> Report:
    with ProgressLine(sys.stderr) as progress:
        report = core.build(collection, settings.embedder or None, progress, rebuild)
    remember(collection)
    return report


def _style(settings: Settings) -> Style:
    from tui.plain import Style

    return Style(settings.color and sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
