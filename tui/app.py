"""Conductor of the chat: question -> card -> article, with the models and the indexing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from index.errors import UserError
from tui.clipboard import copy_locally
from tui.commands import commands, copy_quote, open_file
from tui.desk import Desk, Unsaved
from tui.help import HelpScreen, explanation, key_lines
from tui.masthead import Masthead
from tui.prompt import Prompt
from tui.screen import ChatScreen
from tui.settings import Settings, save_theme
from tui.theme import DARK, THEMES, mark_variables
from tui.transcript import Transcript
from tui.turn import TurnCard
from tui.welcome import Welcome
from tui.why import WhyScreen

if TYPE_CHECKING:
    from index.build import Progress, Report
    from index.search import Hit
    from index.store import Status
    from qa.ask import Assistant


class DossierApp(App[None]):
    """The chat over one collection."""

    TITLE = "Dossier"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", priority=True, id="app.stop", tooltip="Give up the running question"),
        Binding("ctrl+p", "command_palette", "Commands", id="app.commands", tooltip="Every command"),
        Binding("f1", "help", "Help", id="app.help", tooltip="What the focused part is for, and its keys"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit", tooltip="Leave at once"),
    ]

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
        self.view = ChatScreen(name)
        self.remember_theme = remember_theme
        self._asked: TurnCard | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in self.available_themes else DARK.name

    # the screen

    def get_default_screen(self) -> Screen[None]:
        """The chat's screen."""
        return self.view

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The highlighter's colours for themes without their own."""
        return mark_variables(self.current_theme)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002 Textual gives it
        """The palette's commands."""
        return commands(self)

    # opening

    def on_ready(self) -> None:
        """Starts what goes on behind the first frame."""
        self.refresh_articles()

    @work(exclusive=True, group="prepare", exit_on_error=False)
    async def refresh_articles(self, tell: bool = False) -> None:
        """Indexes what changed (and tells it), loads the models, then looks for questions to offer."""
        try:
            await self._describe()
            trouble = await self._index(tell)
            self.view.masthead.say("loading models")
            await self._open(trouble)
            await self._describe()
            self._suggest()
        except UserError as error:
            self.desk.give_up(error)
            self.view.masthead.say("not refreshed" if self.desk.phase == "ready" else "not ready")
            self.view.transcript.complain(error.message, error.hint)

    @work(exclusive=True, group="suggest", exit_on_error=False)
    async def _suggest(self) -> None:
        with suppress(UserError):  # nobody asked for it: a bug is in the log
            self.view.welcome.suggest(await self.desk.suggestions())

    async def _describe(self) -> None:
        """Says what is indexed; nothing while nothing is."""
        with suppress(UserError):
            status = await self.desk.status()
            self.view.welcome.describe(status)
            self.view.masthead.say(f"{status.articles:,} articles")

    async def _index(self, tell: bool) -> UserError | None:
        """Why the index is not up to date; None when it is."""
        self.view.masthead.say("looking for changes")
        try:
            report = await self.desk.index(self._tell_progress)
        except UserError as error:
            return error
        if tell and report is not None:
            from tui.plain import changes

            self.notify(f"Articles: {changes(report)}.", markup=False)
        return None

    async def _open(self, trouble: UserError | None) -> None:
        """Opens what is indexed; what kept the index from being brought up to date is said in any case."""
        try:
            await self.desk.open()
        except UserError as error:
            raise trouble or error from None
        if trouble is not None:
            self.view.transcript.complain(trouble.message, trouble.hint)

    def _tell_progress(self, progress: Progress) -> None:
        """Called on the thread that indexes."""
        self.post_message(Masthead.Indexed(progress))

    @on(Masthead.Indexed)
    def _show_progress(self, event: Masthead.Indexed) -> None:
        if self.desk.phase == "indexing":
            self.view.masthead.progress(event.progress)

    # asking

    @on(Prompt.Asked)
    def _take_line(self, event: Prompt.Asked) -> None:
        text = event.text.strip()
        if not text:
            self.action_read_article()
            return
        suggested = self.view.welcome.question(text) if self.view.welcome.display else None
        if suggested:
            self.view.prompt.history.send(suggested)
        self.ask(suggested or event.text)

    @on(Welcome.Chosen)
    def _take_suggestion(self, event: Welcome.Chosen) -> None:
        self.view.prompt.history.send(event.question)
        self.ask(event.question)

    @on(Transcript.Edited)
    def _take_back(self, event: Transcript.Edited) -> None:
        self.view.prompt.edit(event.question)

    @work(exclusive=True, group="ask", exit_on_error=False)
    async def ask(self, question: str) -> None:
        """Asks; a question still running is set aside."""
        self.workers.cancel_group(self, "suggest")
        self.view.welcome.display = False
        self.view.prompt.focus()
        card = self._asked = await self.view.transcript.add(question)
        if not self.view.wide:
            self.view.close_article()
        card.begin(self.desk.waiting)
        self.refresh_bindings()
        try:
            turn = await self.desk.ask(question, partial(self._tell_found, card))
            self.view.transcript.finish(card, turn.reply)
            self._show_beside()
        except Unsaved as error:
            self.view.transcript.finish(card, error.turn.reply)
            self._show_beside()
            self.notify(f"Not saved. {error.message} {error.hint}", markup=False, severity="warning")
        except UserError as error:
            card.fail(error.message, error.hint)
        except asyncio.CancelledError:
            card.set_aside()
            raise
        finally:
            if self._asked is card:
                self._asked = None
            self.refresh_bindings()

    def _tell_found(self, card: TurnCard, hits: tuple[Hit, ...]) -> None:
        """Called on the engine's thread."""
        self.post_message(Transcript.Found(card, hits))

    @on(Transcript.Found)
    def _show_passages(self, event: Transcript.Found) -> None:
        if event.card is self._asked:
            self.view.transcript.read(event.card, event.hits)

    # the article

    @on(Transcript.Moved)
    def _follow(self) -> None:
        if self.view.wide or self.view.reading:
            self._show_article()
        self.refresh_bindings()

    def _show_beside(self) -> None:
        if self.view.wide and self.view.place is not None:
            self._show_article()

    @work(exclusive=True, group="article", exit_on_error=False)
    async def _show_article(self, focus: bool = False) -> None:
        place, card = self.view.place, self.view.transcript.current
        if place is None or card is None:
            return
        keys_at = self.focused, self.view.prompt.value
        try:
            article = await self.desk.article(place.article_id, place.citation.source)
        except UserError as error:
            self.notify(f"{error.message} {error.hint}", markup=False, severity="warning")
            return
        self.view.show_article(article, place, card.places)
        if focus and (self.focused, self.view.prompt.value) == keys_at:  # else the person has gone on meanwhile
            self.view.pane.body.focus()

    def action_read_article(self) -> None:
        """Opens the article at the current answer and gives it the keys."""
        self._show_article(focus=True)

    @work(exclusive=True, group="why", exit_on_error=False)
    async def action_why(self) -> None:
        """Shows how the current turn's answer, or its refusal, came about."""
        card = self.view.transcript.current
        if card is None or card.reply is None:
            return
        try:
            self.push_screen(WhyScreen(await self.desk.why(card.reply)))
        except UserError as error:
            self.notify(f"{error.message} {error.hint}", markup=False, severity="warning")

    # one step back

    def action_stop(self) -> None:
        """Gives up the running question; it goes back into an empty prompt."""
        if self._asked is not None:
            self.view.prompt.give(self._asked.question)
        self.workers.cancel_group(self, "ask")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 Textual gives them
        """Hides the keys that cannot work now."""
        if action == "stop":
            return self._asked is not None and self.screen is self.view
        if action in ("read_article", "copy_quote", "open_file", "why"):
            return self.view.place is not None
        return True

    def action_suggested(self, number: int) -> None:
        """Asks the suggested question with this number."""
        if (question := self.view.welcome.question(str(number))) is not None:
            self._take_suggestion(Welcome.Chosen(question))

    # out of the app

    def copy_to_clipboard(self, text: str) -> None:
        """Gives the text to the terminal (OSC 52) and to this machine's own clipboard, whichever can take it."""
        super().copy_to_clipboard(text)
        self.run_worker(copy_locally(text), group="copy", exit_on_error=False)

    def action_copy_quote(self) -> None:
        """Copies the quote with its source."""
        copy_quote(self)

    def action_open_file(self) -> None:
        """Opens the file in the person's editor, at the line; the chat waits."""
        open_file(self)

    def action_help(self) -> None:
        """Explains the focused part of the screen and its keys."""
        keys = key_lines(self.screen.active_bindings.values(), self.get_key_display)
        title = getattr(self.focused, "BINDING_GROUP_TITLE", None) or self.TITLE
        self.push_screen(HelpScreen(title, explanation(self.focused), keys))
