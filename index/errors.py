"""What went wrong and what to do next.

    UserError                 the person can act on it; exit code 2
    ├── PathError             a path given is missing, empty or unreadable
    ├── IndexFolderError      the index folder cannot be used: not writable, damaged, locked, of another schema
    ├── ModelError            a model cannot be found, loaded or is of the wrong kind
    └── QuestionError         the question is empty or far too long

Everything else is a bug: a traceback in the log file, one calm line on screen.
"""

from __future__ import annotations


class UserError(Exception):
    """Says what happened (`message`) and what to do next (`hint`), each one line."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class PathError(UserError):
    """A path given is missing, empty or unreadable."""


class IndexFolderError(UserError):
    """The index folder cannot be used."""


class ModelError(UserError):
    """A model cannot be found or loaded, or is of the wrong kind."""


class QuestionError(UserError):
    """The question cannot be asked as it is."""
