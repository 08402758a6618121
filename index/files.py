"""Files as they lie on disk: which of them may be articles, their bytes, their text."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index.clean import clean
from index.errors import PathError

MAX_BYTES = 20_000_000
"""A larger file is no article."""
_LOOKED_AT = 8_192
"""A NUL in so many first bytes makes a file binary."""
_CUT_BYTES = 2
"""A character that was cut leaves at most so many broken bytes."""
_EXPORTED = re.compile(r"dossier-\d{4}-\d\d-\d\d-\d{6}\.md")
"""Names of the conversations that the chat exports."""


class NotAnArticleError(Exception):
    """A file that cannot be read as an article; `reason` says why in a few words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def find_files(paths: Iterable[Path], suffixes: Sequence[str]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Absolute paths of the files with these suffixes, and the others with the reason; sorted, each file once.

    Raises PathError for a path that does not exist. Hidden files, exported conversations and what a browser saved
    beside a web page are skipped and symlinked folders not entered, unless named.
    """
    files: dict[Path, Path] = {}
    skipped: dict[Path, str] = {}
    for path in paths:
        for file, reason in _walk(_existing(path)):
            if reason or file.suffix.lower() not in suffixes:
                skipped.setdefault(file, reason or f"not an article ({file.suffix.lower() or 'no suffix'})")
            else:
                files.setdefault(file.resolve(), file)
    return sorted(files.values()), sorted(skipped.items())


def _existing(path: Path) -> Path:
    try:
        absolute = path.expanduser().resolve()
        absolute.stat()
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle, or no home for ~
        shown = clean(str(path)).replace("\n", " ")
        if isinstance(error, PermissionError):
            raise PathError(f"Not allowed to read: {shown}", "Change its permissions or name another path.") from error
        raise PathError(f"No such file or folder: {shown}", "Check the spelling, or name another path.") from error
    return absolute


def _walk(path: Path) -> Iterator[tuple[Path, str]]:
    """The file, or every file under the folder, with the reason to skip it or ""."""
    if not path.is_dir():
        yield path, ""
        return
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError as error:
        yield path, f"folder cannot be read ({error.strerror})"
        return
    pages = [Path(entry.name) for entry in entries if entry.name.lower().endswith((".html", ".htm"))]
    saved = {f"{page.stem}_files" for page in pages}
    for entry in entries:
        if entry.name in saved and entry.is_dir(follow_symlinks=False):
            yield Path(entry.path), "parts of a saved web page"
        else:
            yield from _entry(entry)


def _entry(entry: os.DirEntry[str]) -> Iterator[tuple[Path, str]]:
    file = Path(entry.path)
    if entry.name.startswith("."):
        yield file, "hidden"
    elif entry.is_dir(follow_symlinks=False):
        yield from _walk(file)
    else:
        yield file, _unfit(entry)


def _unfit(entry: os.DirEntry[str]) -> str:
    """Why this entry that is no folder cannot be an article; "" when it may be one."""
    try:
        if entry.is_dir():
            return "link to a folder"
        if not entry.is_file():
            return "broken link" if entry.is_symlink() else "not a regular file"
    except OSError as error:  # links in a circle, or a folder that may not be looked into
        return f"unreadable ({(error.strerror or 'error').lower()})"
    if _EXPORTED.fullmatch(entry.name):
        return "an exported conversation, not an article"
    return "a README, not an article" if Path(entry.name).stem.lower() == "readme" else ""


def read_bytes(path: Path) -> bytes:
    """The file's bytes; NotAnArticleError when it is unreadable, too large or empty."""
    try:
        if not path.is_file():
            raise NotAnArticleError("not a regular file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise NotAnArticleError(f"too large (over {MAX_BYTES // 1_000_000} MB)")
        raw = path.read_bytes()
    except OSError as error:
        raise NotAnArticleError(f"unreadable ({(error.strerror or 'error').lower()})") from error
    if not raw.strip():
        raise NotAnArticleError("empty")
    return raw


def decode(raw: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else Windows-1252; NotAnArticleError when it is binary."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw[:_LOOKED_AT]:
        raise NotAnArticleError("binary")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_legacy(raw)


def _decode_legacy(raw: bytes) -> str:
    """Text that is not all UTF-8: a few bad bytes among good ones are replaced; more of them mean Windows-1252."""
    patched = raw.decode("utf-8-sig", errors="replace")
    broken = patched.count("\ufffd")
    whole = sum(1 for character in patched if character > "\x7f") - broken
    if broken * 3 < whole or broken <= min(whole, _CUT_BYTES):
        return patched
    control = sum(1 for byte in raw if byte < 9 or 13 < byte < 32)
    if control * 20 > len(raw):
        raise NotAnArticleError("binary")
    return raw.decode("cp1252", errors="replace")
