"""The command line: arguments in, one of the commands, and every way it can end as an exit code."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from index.errors import QuestionError, UserError
from tui import calibration, evaluation, subcommands
from tui.settings import MOST_ANSWERS, Settings, load_settings

COMMANDS = {"ask": subcommands.ask, "index": subcommands.index, "status": subcommands.status}
CHAT = "chat"  # what runs when no command is named
MEASURES = {"eval": evaluation, "calibrate": calibration}
"""Commands that work on questions with known answers."""
WITH_VALUE = (
    "--index",
    "--embedder",
    "--reader",
    "--top",
    "--mode",
    "--limit",
    "--seed",
    "--corpus",
    "--off-topic",
    "--curves",
    "--against",
    "--deeper",
)

OVERVIEW = """\
commands:
  dossier [PATH…]                    chat about these files and folders
  dossier ask "QUESTION" [PATH…]     one question, the answer on stdout
  dossier ask - [PATH…] --json       one question a line on stdin, one JSON reply a line on stdout
  dossier index PATH…                build or refresh the index
  dossier status                     what is indexed
  dossier eval QUESTIONS             how good the answers are, on questions with known answers
  dossier calibrate QUESTIONS        fit confidence and refusals to your own articles and questions
  dossier COMMAND --help             more about one command

Without PATH: the collection used last, at first the articles that come with Dossier.
A path named like a command: dossier ./ask

exit codes: 0 answered, 1 not in your articles, 2 something to correct, 70 a bug (see the log file)
"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are UserErrors."""

    def error(self, message: str) -> NoReturn:
        """Raises what argparse found wrong."""
        raise UserError(message[:1].upper() + message[1:], f"See {self.prog} --help")


def main(argv: Sequence[str] | None = None, core: subcommands.Core | None = None) -> int:
    """The exit code of the command in `argv` (default: the process's arguments)."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(sys.argv[1:] if argv is None else argv, core)
        sys.stdout.flush()
    except UserError as error:
        return _complain(error.message, error.hint, subcommands.USER_ERROR)
    except KeyboardInterrupt:
        print("dossier: stopped; what is indexed so far is kept", file=sys.stderr)
        return subcommands.STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # so that the flush at exit has somewhere to go
        return subcommands.NO_READER
    except Exception as error:  # noqa: BLE001 the last line of defence: a traceback is for the log file
        from tui.logs import log_bug

        return _complain(log_bug(error), "Try again; if it stays, report it with that file.", subcommands.BUG)
    return code


def _run(argv: Sequence[str], core: subcommands.Core | None) -> int:
    name, rest = split_command(argv)
    typed = parser_of(name).parse_intermixed_args(rest)
    if name == CHAT and typed.version:
        return _version()
    if name in MEASURES:
        return _measure(name, typed)
    if core is None:
        from tui.core import Real

        core = Real()
    options = subcommands.Options(
        tuple(typed.paths),
        _question(typed) if name == "ask" else "",
        getattr(typed, "json", False),
        getattr(typed, "rebuild", False),
        getattr(typed, "explain", False),
    )
    return COMMANDS.get(name, subcommands.chat)(options, _settings(typed), core)


def _measure(name: str, typed: argparse.Namespace) -> int:
    if name == "eval":
        return evaluation.run(evaluation.parse(typed), _settings(typed))
    return calibration.run(calibration.parse(typed), _settings(typed))


def split_command(argv: Sequence[str]) -> tuple[str, list[str]]:
    """The command's name, and the arguments without it: the first word that is no option and no option's value.

    A word that names no command is a path, and the chat is meant.
    """
    place = 0
    while place < len(argv) and argv[place].startswith("-") and argv[place] not in ("-", "--"):
        place += 2 if argv[place] in WITH_VALUE else 1
    if place < len(argv) and argv[place] in (*COMMANDS, *MEASURES):
        return argv[place], [*argv[:place], *argv[place + 1 :]]
    return CHAT, list(argv)


def parser_of(command: str) -> Parser:
    """The parser of the command's arguments, options before and after it alike."""
    parser = _chat_parser() if command == CHAT else _command_parser(command)
    if command in MEASURES:
        MEASURES[command].add_arguments(parser)
    else:
        parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders of articles")
    if command != "eval":
        parser.add_argument(
            "--index", metavar="DIR", help="the index folder (default: ours, one for each set of paths)"
        )
    parser.add_argument("--embedder", metavar="NAME", help="a sentence-transformers model, hub name or path")
    parser.add_argument("--reader", metavar="NAME", help="a question-answering model of transformers, hub name or path")
    return parser


def _chat_parser() -> Parser:
    parser = Parser("dossier", usage="dossier [COMMAND] [PATH…] [options]", epilog=OVERVIEW)
    parser.description = "Answers questions about a folder of articles. Every answer is a quote."
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--version", action="store_true", help="say which version this is")
    return parser


def _command_parser(command: str) -> Parser:
    runs = COMMANDS[command] if command in COMMANDS else MEASURES[command].run
    parser = Parser(f"dossier {command}", description=runs.__doc__)
    parser.add_argument("--json", action="store_true", help="JSON on stdout")
    if command == "ask":
        parser.add_argument(
            "question", nargs="?", metavar="QUESTION", help="the question; - reads one a line from stdin"
        )
        parser.add_argument("--top", type=int, metavar="N", help=f"at most N answers, 1 to {MOST_ANSWERS}")
        parser.add_argument("--explain", action="store_true", help="why this answer: passages, scores, what counted")
    if command == "index":
        parser.add_argument("--rebuild", action="store_true", help="forget the index first and build it anew")
    return parser


def _question(typed: argparse.Namespace) -> str:
    if typed.question is None:
        raise QuestionError(
            "There is no question", 'Ask one: dossier ask "QUESTION" [PATH…]; with - questions are read from stdin'
        )
    return str(typed.question)


def _settings(typed: argparse.Namespace) -> Settings:
    top = getattr(typed, "top", None)
    if top is not None and not 1 <= top <= MOST_ANSWERS:
        raise UserError(f"--top {top} will not do", f"It is a number from 1 to {MOST_ANSWERS}.")
    return load_settings(vars(typed), os.environ)


def _version() -> int:
    from importlib.metadata import version

    print("dossier", version("dossier"))
    return 0


def _complain(message: str, hint: str, code: int) -> int:
    """Says what happened and what to do, two lines on stderr; gives the exit code back."""
    from index.clean import clean

    said, advice = (clean(line).replace("\n", " ") for line in (message, hint))
    print(f"dossier: {said}\n  {advice}", file=sys.stderr)
    return code
