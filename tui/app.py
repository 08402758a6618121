"""Conductor of the chat: question -> card -> article, with the models and the indexing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import App, ComposeResult, SuspendNotSupported, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, Input

from index.build import Progress, Report, build
from index.embed import make_embedder
from index.errors import UserError
from index.search import Hit
from index.store import Status, Store
from qa.ask import Assistant, Cancelled, open_assistant
from tui.answer import Place, copied
from tui.article import ArticleBody, ArticlePane
from tui.clipboard import copy_locally
from tui.commands import commands
from tui.desk import Desk
from tui.editor import editor_command
from tui.help import HelpScreen, explanation, key_lines
from tui.logs import log_bug
from tui.masthead import Masthead
from tui.prompt import Prompt
from tui.settings import Settings, save_theme
from tui.styles import STYLES, Styled
from tui.suggest import candidates, titles
from tui.theme import DARK, THEMES, mark_variables
from tui.transcript import Transcript, TurnCard
from tui.welcome import Welcome

WIDE = 120
"""Cells from which the article stands beside the conversation."""


class ChatScreen(Screen[None], Styled):
    """The one screen; it owns the styles that content is marked with."""

    COMPONENT_CLASSES: ClassVar[set[str]] = STYLES
    AUTO_FOCUS = "#prompt"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 Textual declares them for instances
        (0, "-narrow"),
        (60, "-normal"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 as above


class DossierApp(App[None]):
    """The chat over one collection."""

    TITLE = "Dossier"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="app.stop", tooltip="Give up the question that is running"),
        Binding("escape", "step_back", "Back", show=False, id="app.back", tooltip="One step back"),
        Binding("ctrl+p", "command_palette", "Commands", id="app.commands", tooltip="Every command"),
        Binding("f1", "help", "Help", id="app.help", tooltip="What the focused part is for, and its keys"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit", tooltip="Leave at once"),
    ]

    class Found(Message):
        """The passages of a question, before they are read."""

        def __init__(self, card: TurnCard, hits: tuple[Hit, ...]) -> None:
            super().__init__()
            self.card = card
            self.hits = hits

    class Indexed(Message):
        """How far the indexing is."""

        def __init__(self, progress: Progress) -> None:
            super().__init__()
            self.progress = progress

    def __init__(
        self,
        assistant_factory: Callable[[], Assistant],
        build_index: Callable[[Callable[[Progress], None]], Report | None],
        status: Callable[[], Status],
        settings: Settings,
        *,
        name: str = "",
        candidates: Callable[[], Sequence[str]] = tuple,
        chats: Path | None = None,
        remember_theme: Callable[[str], None] = save_theme,
    ) -> None:
        super().__init__()
        self.desk = Desk(assistant_factory, build_index, status, candidates=candidates, chats=chats, top=settings.top)
        self._collection = name
        self.remember_theme = remember_theme
        self._asked: TurnCard | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in self.available_themes else DARK.name

    # the screen

    def get_default_screen(self) -> Screen[None]:
        """The chat's screen."""
        return ChatScreen()

    def compose(self) -> ComposeResult:
        """Masthead, conversation beside article, prompt, keys."""
        yield Masthead(self._collection)
        with Horizontal(id="main"):
            with Transcript():
                yield Welcome()
            yield ArticlePane()
        yield Prompt()
        yield Footer(show_command_palette=False, compact=True)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The highlighter's colours for themes without their own."""
        return mark_variables(self.current_theme)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002 Textual gives it
        """The palette's commands."""
        return commands(self)

    @property
    def transcript(self) -> Transcript:
        """The conversation."""
        return self.screen_stack[0].query_one(Transcript)

    @property
    def pane(self) -> ArticlePane:
        """The article."""
        return self.screen_stack[0].query_one(ArticlePane)

    @property
    def prompt(self) -> Prompt:
        """The question line."""
        return self.screen_stack[0].query_one(Prompt)

    @property
    def masthead(self) -> Masthead:
        """The top line."""
        return self.screen_stack[0].query_one(Masthead)

    @property
    def welcome(self) -> Welcome:
        """The first screen."""
        return self.screen_stack[0].query_one(Welcome)

    @property
    def place(self) -> Place | None:
        """The place the keys are about."""
        return self.transcript.place

    @property
    def reading(self) -> bool:
        """Whether an article is open."""
        return self.screen_stack[0].has_class("-reading")

    @property
    def wide(self) -> bool:
        """Whether the article stands beside the conversation."""
        return self.size.width >= WIDE

    # opening

    def on_mount(self) -> None:
        """Starts what goes on behind the first frame."""
        self.refresh_articles()

    @work(exclusive=True, group="prepare", exit_on_error=False)
    async def refresh_articles(self) -> None:
        """Indexes what changed, loads the models, then looks for questions to offer."""
        try:
            await self._describe()
            await self.desk.index(self._tell_progress)
            self.masthead.say("loading models")
            await self.desk.open()
            await self._describe()
            self.masthead.say("")
            self.welcome.suggest(await self.desk.suggestions(lambda: not self.transcript.cards))
        except UserError as error:
            await self._fail_to_open(error.message, error.hint)
        except Exception as bug:  # noqa: BLE001 the app lives on
            await self._fail_to_open("Something went wrong inside Dossier.", log_bug(bug))

    async def _describe(self) -> None:
        try:
            self.welcome.describe(await self.desk.status())
        except UserError:
            self.masthead.say("indexing")

    async def _fail_to_open(self, message: str, hint: str) -> None:
        self.desk.give_up(message, hint)
        self.masthead.say("not ready")
        (await self.transcript.add("")).fail(message, hint)

    def _tell_progress(self, progress: Progress) -> None:
        """Called on the engine's thread."""
        self.post_message(self.Indexed(progress))

    @on(Indexed)
    def _show_progress(self, event: Indexed) -> None:
        if self.desk.phase == "indexing":
            self.masthead.progress(event.progress)

    # asking

    @on(Prompt.Asked)
    def _take_line(self, event: Prompt.Asked) -> None:
        text = event.text.strip()
        if not text:
            self.action_read_article()
            return
        suggested = None if self.transcript.cards else self.welcome.question(text)
        self.ask(suggested or event.text)

    @on(Welcome.Chosen)
    def _take_suggestion(self, event: Welcome.Chosen) -> None:
        self.prompt.history.send(event.question)
        self.ask(event.question)

    @on(Transcript.Edited)
    def _take_back(self, event: Transcript.Edited) -> None:
        self.prompt.edit(event.question)

    @work(exclusive=True, group="ask", exit_on_error=False)
    async def ask(self, question: str) -> None:
        """Asks; a question still running is set aside."""
        self.welcome.display = False
        self.prompt.focus()
        card = self._asked = await self.transcript.add(question)
        if not self.wide:
            self.close_article()
        card.begin(self.desk.waiting)
        self.refresh_bindings()
        try:
            turn = await self.desk.ask(question, partial(self._tell_found, card))
            self.transcript.finish(card, turn.reply)
            self._show_beside()
        except UserError as error:
            card.fail(error.message, error.hint)
        except Cancelled:
            card.note("Set aside.")
        except OSError as error:
            card.fail(f"The conversation could not be saved: {error.strerror}.", "Make room on the disk.")
        except Exception as bug:  # noqa: BLE001 the app lives on
            card.fail("Something went wrong inside Dossier.", log_bug(bug))
        except BaseException:
            card.note("Set aside.")
            raise
        finally:
            if self._asked is card:
                self._asked = None
            self.refresh_bindings()

    def _tell_found(self, card: TurnCard, hits: tuple[Hit, ...]) -> None:
        """Called on the engine's thread."""
        self.post_message(self.Found(card, hits))

    @on(Found)
    def _show_passages(self, event: Found) -> None:
        if event.card is self._asked:
            event.card.read(event.hits)

    # the article

    @on(Transcript.Moved)
    def _follow(self) -> None:
        if self.wide or self.reading:
            self._show_article()
        self.refresh_bindings()

    def _show_beside(self) -> None:
        if self.wide and self.place is not None:
            self._show_article()

    @work(exclusive=True, group="article", exit_on_error=False)
    async def _show_article(self, focus: bool = False) -> None:
        place, card = self.place, self.transcript.current
        if place is None or card is None:
            return
        try:
            article = await self.desk.article(place.article_id)
        except UserError as error:
            self.notify(f"{error.message} {error.hint}", markup=False, severity="warning")
            return
        self.screen_stack[0].add_class("-reading")
        if article is None:
            self.pane.show_gone(place)
        else:
            self.pane.show(article, place, card.places)
        if focus:
            self.pane.body.focus()

    def close_article(self) -> None:
        """The conversation has the screen to itself."""
        self.pane.close_find()
        self.screen_stack[0].remove_class("-reading")

    def action_read_article(self) -> None:
        """Opens the article at the current answer and gives it the keys."""
        self._show_article(focus=True)

    def action_step_answer(self, by: int) -> None:
        """Goes to the next answer of the reply."""
        self.transcript.step_in_reply(by)

    def action_find(self) -> None:
        """Opens the line to find in the article."""
        self.pane.open_find()

    def action_step_found(self, by: int) -> None:
        """Goes to the next place found."""
        self.pane.step_found(by)

    # one step back

    def action_stop(self) -> None:
        """Gives up the running question; it goes back into an empty prompt."""
        if self._asked is not None:
            self.prompt.give(self._asked.question)
        self.workers.cancel_group(self, "ask")

    def action_step_back(self) -> None:
        """Closes what was opened last, or returns to the prompt."""
        if self.pane.finding:
            self.pane.close_find()
            self.pane.body.focus()
        elif isinstance(self.focused, ArticleBody):
            if not self.wide:
                self.close_article()
            self.transcript.focus()
        elif self.focused is not self.prompt:
            self.prompt.focus()
        else:
            self.close_article()

    def on_key(self, event: events.Key) -> None:
        """What is typed anywhere goes to the prompt."""
        busy = isinstance(self.focused, Input) or len(self.screen_stack) > 1
        if busy or not event.is_printable or event.character is None or event.key in self.screen.active_bindings:
            return
        event.stop()
        event.prevent_default()
        self.prompt.focus()
        self.prompt.insert_text_at_cursor(event.character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 Textual gives them
        """Hides the keys that cannot work now."""
        if not self.screen_stack or not self.screen_stack[0].query(Transcript):
            return True
        if action == "stop":
            return self._asked is not None
        if action in ("read_article", "copy_quote", "open_file", "walk_answers"):
            return self.place is not None
        if action == "step_answer":
            card = self.transcript.current
            return card is not None and len(card.places) > 1
        return True

    def action_walk_answers(self) -> None:
        """Gives the keys to the conversation."""
        self.transcript.focus()

    def action_suggested(self, number: int) -> None:
        """Asks the suggested question with this number."""
        if (question := self.welcome.question(str(number))) is not None:
            self._take_suggestion(Welcome.Chosen(question))

    # out of the app

    @work(group="copy", exit_on_error=False)
    async def action_copy_quote(self) -> None:
        """Copies the quote with its source."""
        if self.place is None:
            return
        text = copied(self.place)
        if not await copy_locally(text):
            self.copy_to_clipboard(text)
        self.notify("Copied the quote with its source.", markup=False, timeout=2)

    def action_open_file(self) -> None:
        """Opens the file in the person's editor, at the line; the chat waits."""
        if self.place is None:
            return
        try:
            command = editor_command(self.place.citation, os.environ)
            with self.suspend():
                subprocess.run(command, stderr=sys.__stderr__, check=False)
        except UserError as error:
            self.notify(f"{error.message} {error.hint}", markup=False, severity="warning")
        except (OSError, SuspendNotSupported) as error:
            self.notify(f"The editor could not be started: {error}", markup=False, severity="warning")

    def action_help(self) -> None:
        """Explains the focused part of the screen and its keys."""
        active = list(self.screen.active_bindings.values())
        keys = {b.binding.id: self.get_key_display(b.binding) for b in active if b.binding.id}
        title = getattr(self.focused, "BINDING_GROUP_TITLE", None) or "Dossier"
        self.push_screen(HelpScreen(title, explanation(self.focused), key_lines(active, keys)))


def run_chat(
    paths: tuple[Path, ...], folder: Path, embedder: str | None, reader: str | None, settings: Settings
) -> int:
    """Runs the chat over these articles until the person leaves; the exit code. End the process with `leave`."""
    app = DossierApp(
        lambda: open_assistant(folder, embedder, reader),
        lambda progress: build(paths, folder, make_embedder(embedder), progress),
        lambda: Store.open(folder).status(),
        settings,
        name=", ".join(path.name for path in paths),
        candidates=lambda: candidates([str(path) for path in paths], titles(folder)),
        chats=folder / "chats",
    )
    app.run()
    return app.return_code or 0
