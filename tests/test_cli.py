from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from index.build import Progress, Report
from index.errors import IndexFolderError, ModelError
from index.store import Status
from qa.ask import Assistant, Reply, check_question
from tests.replies import answer, reply
from tui.cli import main, split_command
from tui.collection import Collection
from tui.settings import Settings


class ScriptedAssistant(Assistant):
    """Answers what has "MTS" in it, refuses the rest, breaks on "bug"."""

    def __init__(self) -> None:
        self.loaded = False

    def load(self) -> None:
        self.loaded = True

    def departs(self, question: str, articles: Iterable[str]) -> bool:
        return True

    def ask(self, question: str, top: int = 5, *_: object, **__: object) -> Reply:
        asked = check_question(question)
        if asked == "bug":
            raise ZeroDivisionError
        found = [answer("Huawei"), answer("Moscow", 0.2)][:top] if "MTS" in asked else []
        return reply(*found, question=asked)


class FakeCore:
    """The core without models: remembers what it was asked to do."""

    def __init__(self) -> None:
        self.built: list[tuple[Collection, str | None, bool]] = []
        self.opened: list[tuple[Path, str | None, str | None]] = []
        self.chats: list[Collection] = []
        self.error: BaseException | None = None

    def build(
        self, collection: Collection, embedder: str | None, progress: Callable[[Progress], None], rebuild: bool
    ) -> Report:
        if self.error:
            raise self.error
        progress(Progress("reading", 0, 1, "a.txt"))
        self.built.append((collection, embedder, rebuild))
        collection.folder.mkdir(parents=True, exist_ok=True)
        return Report(1, 0, 0, 0, (), 3, 0.5)

    def open_assistant(self, folder: Path, embedder: str | None, reader: str | None) -> Assistant:
        self.opened.append((folder, embedder, reader))
        return ScriptedAssistant()

    def status(self, folder: Path) -> Status:
        return Status(folder, ("/a",), 1, 3, "fake-embedder", 10, (), "2020-01-01T00:00:00Z")

    def reader_name(self, reader: str | None) -> str:
        return reader or "fake-reader"

    def chat(self, collection: Collection, settings: Settings) -> int:
        self.chats.append(collection)
        return 0


@pytest.fixture
def home() -> Path:
    return Path(os.environ["HOME"])


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [name for name in os.environ if name.startswith("DOSSIER_")]:
        monkeypatch.delenv(variable)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mts.txt").write_text("MTS partnered with Huawei.\n")
    return folder


@pytest.fixture
def core() -> FakeCore:
    return FakeCore()


@pytest.mark.parametrize(
    ("argv", "command", "rest"),
    [
        ([], "chat", []),
        (["seeds"], "chat", ["seeds"]),
        (["ask", "q"], "ask", ["q"]),
        (["./ask", "q"], "chat", ["./ask", "q"]),
        (["--", "ask"], "chat", ["--", "ask"]),
        (["seeds", "ask"], "chat", ["seeds", "ask"]),
        (["--index", "ask", "status"], "status", ["--index", "ask"]),
        (["--index=ask", "index", "p"], "index", ["--index=ask", "p"]),
        (["--json", "--reader", "r", "ask", "-"], "ask", ["--json", "--reader", "r", "-"]),
        (["--index"], "chat", ["--index"]),
    ],
)
def test_the_first_word_that_is_no_option_names_the_command(argv: list[str], command: str, rest: list[str]) -> None:
    assert split_command(argv) == (command, rest)


def test_ask_indexes_the_path_answers_on_stdout_and_ends_with_0(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "who partnered with MTS?", str(articles)], core) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Huawei  (almost sure, 0.91)\n")
    assert said.err == ""
    assert core.built[0][0].paths == (articles,)


def test_ask_without_an_answer_ends_with_1(articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "who is the king?", str(articles)], core) == 1
    assert capsys.readouterr().out.startswith("Not in your articles.")


@pytest.mark.parametrize("place", [1, 2, 3])
def test_options_stand_anywhere(articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str], place: int) -> None:
    argv = ["ask", "MTS?", str(articles)]
    argv[place:place] = ["--top", "1", "--json", "--embedder", "e", "--reader", "r"]
    assert main(argv, core) == 0
    assert len(json.loads(capsys.readouterr().out)["answers"]) == 1
    assert core.built[0][1] == "e"
    assert core.opened[0][1:] == ("e", "r")


def test_the_index_folder_may_be_named(articles: Path, core: FakeCore, tmp_path: Path) -> None:
    main(["--index", str(tmp_path / "own"), "ask", "MTS?", str(articles)], core)
    assert core.opened[0][0] == tmp_path / "own"


def test_without_a_path_the_collection_used_last_is_refreshed(articles: Path, core: FakeCore) -> None:
    main(["index", str(articles)], core)
    main(["ask", "MTS?"], core)
    assert core.built[0][0] == core.built[1][0]


def test_at_first_the_articles_that_come_with_the_program_are_used(core: FakeCore) -> None:
    main(["ask", "MTS?"], core)
    assert [path.name for path in core.built[0][0].paths] == ["seeds"]


def test_an_index_folder_brings_the_paths_it_was_last_used_with(articles: Path, core: FakeCore, tmp_path: Path) -> None:
    own = str(tmp_path / "own")
    main(["index", str(articles), "--index", own], core)
    main(["index", str(articles / "mts.txt")], core)
    main(["ask", "MTS?", "--index", own], core)
    assert core.built[2][0] == core.built[0][0]


def test_index_says_what_was_done_and_rebuilds_when_told(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["index", str(articles), "--rebuild", "--json"], core) == 0
    assert json.loads(capsys.readouterr().out)["added"] == 1
    assert core.built[0][2]
    assert main(["index", str(articles)], core) == 0
    assert "1 article, 3 passages" in capsys.readouterr().out
    assert not core.built[1][2]


def test_status_before_any_index_names_the_command_that_makes_one(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status"], core) == 2
    assert "dossier index" in capsys.readouterr().err
    main(["index", str(articles)], core)
    capsys.readouterr()
    assert main(["status", "--json"], core) == 0
    assert json.loads(capsys.readouterr().out)["reader"] == "fake-reader"


def test_a_conversation_gives_a_line_for_a_line_and_goes_on_after_an_error(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"MTS?\n\n{'x' * 10_000}\nking?\n"))
    assert main(["ask", "-", str(articles), "--json"], core) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("answered") for line in lines] == [True, None, False]
    assert "2,000" in lines[1]["error"]


def test_a_bug_in_one_question_of_a_conversation_is_logged_and_the_next_is_answered(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("bug\nMTS?\n"))
    assert main(["ask", "-", str(articles), "--json"], core) == 70
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "ZeroDivisionError" in lines[0]["error"]
    assert lines[1]["answered"]


@pytest.mark.parametrize("question", ["", "  \t ", "\x1b[31m\u202e", "x" * 10_000])
def test_a_question_that_cannot_be_asked_is_refused_before_anything_is_indexed(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    assert main(["ask", question, str(articles)], core) == 2
    assert not core.built
    assert_two_lines(capsys.readouterr().err)


def test_a_question_of_emoji_is_a_question(articles: Path, core: FakeCore) -> None:
    assert main(["ask", "🙂🙃", str(articles)], core) == 1


@pytest.mark.parametrize(
    "argv",
    [
        ["ask"],
        ["ask", "q", "--top", "0"],
        ["ask", "q", "--top", "many"],
        ["ask", "q", "--nonsense"],
        ["ask", "q", "/no/such/path"],
        ["index", "/no/such\x1b[31m/path"],
        ["status", "--index"],
        ["nothing-here"],
        [],
    ],
)
def test_what_the_person_can_correct_is_two_lines_and_exit_code_2(
    argv: list[str], core: FakeCore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv, core) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert_two_lines(said.err)
    assert not core.chats


def test_errors_of_the_core_are_two_lines_and_exit_code_2(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str]
) -> None:
    for error in (
        IndexFolderError("made by\nanother embedder", "rebuild it"),
        ModelError("no \x1b[2J model", "name it"),
    ):
        core.error = error
        assert main(["ask", "q", str(articles)], core) == 2
        assert_two_lines(capsys.readouterr().err)


def test_a_bug_is_one_calm_line_with_the_log_that_holds_its_traceback(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert main(["ask", "bug", str(articles)], core) == 70
    said = capsys.readouterr().err
    assert_two_lines(said)
    [log] = home.rglob("dossier.log")
    assert str(log) in said
    assert "Traceback" in log.read_text()


def test_ctrl_c_ends_with_130_and_no_traceback(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str]
) -> None:
    core.error = KeyboardInterrupt()
    assert main(["index", str(articles)], core) == 130
    assert capsys.readouterr().err.count("\n") == 1


def test_a_remembered_collection_that_is_gone_says_so(
    articles: Path, core: FakeCore, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["index", str(articles)], core)
    (articles / "mts.txt").unlink()
    articles.rmdir()
    assert main(["ask", "MTS?"], core) == 2
    assert "gone" in capsys.readouterr().err


def test_a_damaged_memory_of_collections_is_as_good_as_none(articles: Path, core: FakeCore, home: Path) -> None:
    main(["index", str(articles)], core)
    [memory] = home.rglob("used.json")
    memory.write_text('[{"paths": 3}')
    assert main(["ask", "MTS?"], core) == 0
    assert [path.name for path in core.built[1][0].paths] == ["seeds"]


def assert_two_lines(said: str) -> None:
    lines = said.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("dossier: ")
    assert lines[1].startswith("  ")
    assert lines[1].strip()
    assert "\x1b" not in said
