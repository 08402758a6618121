"""Articles from files: text, title and date, and the way back from an offset to a line of the file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from index.clean import clean, clean_with_removed
from index.errors import PathError
from index.files import NotAnArticleError, decode, find_files, read_bytes
from index.heading import Heading, date_in_name, read_heading, title_from_name
from index.markdown import without_marks

TEXT_SUFFIXES = (".txt", ".md", ".markdown")
HTML_SUFFIXES = (".html", ".htm")
SUFFIXES = (*TEXT_SUFFIXES, *HTML_SUFFIXES, ".pdf")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands, for people."""

    source: str
    """Absolute path of the file, as the file system spells it (not cleaned for display)."""
    title: str
    """Title of the article."""
    date: str
    """ISO date, or its beginning ("2018-09"); "" when unknown."""
    line: int | None
    """Line of the file, from 1; None where lines mean nothing (html, pdf)."""
    column: int | None
    """Character of that line, from 1; None with the line."""
    page: int | None
    """Page of a pdf, from 1."""


@dataclass(frozen=True, slots=True)
class Article:
    """One file's text, cleaned, and what is known about it."""

    id: str
    """Hex digest of path and content: another content is another article."""
    title: str
    """Title, on one line; never empty."""
    date: str
    """ISO date, or its beginning; "" when unknown."""
    text: str
    """The body; `clean(text) == text`."""
    source: str
    """Absolute path of the file, as the file system spells it."""
    first_line: int | None
    """Line of the file at which the text starts; None where lines mean nothing."""
    removed: tuple[int, ...]
    """Offsets of the text before which one character of the same line of the file was removed; repeats allowed."""
    page_starts: tuple[int, ...]
    """Offset of the text at which each page of a pdf starts."""

    def cite(self, offset: int) -> Citation:
        """Where the character at this offset of the text stands in the file."""
        line = column = page = None
        if self.first_line is not None:
            line = self.first_line + self.text.count("\n", 0, offset)
            line_start = self.text.rfind("\n", 0, offset) + 1
            removed = bisect_right(self.removed, offset) - bisect_left(self.removed, line_start)
            column = offset - line_start + removed + 1
        if self.page_starts:
            page = max(bisect_right(self.page_starts, offset), 1)
        return Citation(self.source, self.title, self.date, line, column, page)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not among the articles."""

    path: str
    """Absolute path, as the file system spells it."""
    reason: str
    """Why, in a few words."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load gives back."""

    articles: tuple[Article, ...]
    """In the order of their paths."""
    skipped: tuple[Skipped, ...]
    """The files left out."""


def load(paths: Iterable[Path], on_progress: Callable[[int, int, str], None] | None = None) -> Loaded:
    """The articles of these files and folders, and the files skipped; `on_progress` gets done, total and a path.

    Raises PathError when a path does not exist or nothing in them is an article.
    """
    found = find_articles(paths)
    articles: list[Article] = []
    skipped = list(found.skipped)
    for done, path in enumerate(found.paths):
        if on_progress:
            on_progress(done, len(found.paths), str(path))
        try:
            articles.append(read_article(path, read_bytes(path)))
        except NotAnArticleError as error:
            skipped.append(Skipped(str(path), error.reason))
    if not articles:
        raise nothing_to_read(paths, skipped)
    return Loaded(tuple(articles), tuple(skipped))


@dataclass(frozen=True, slots=True)
class Found:
    """Files that look like articles, and those that do not."""

    paths: tuple[Path, ...]
    """Absolute paths, each file once."""
    skipped: tuple[Skipped, ...]
    """The files left out."""


def find_articles(paths: Iterable[Path]) -> Found:
    """The files under these paths that may be articles, and those that cannot be; PathError when a path is missing."""
    files, others = find_files(paths, SUFFIXES)
    return Found(tuple(files), tuple(Skipped(str(path), reason) for path, reason in others))


def nothing_to_read(paths: Iterable[Path], skipped: Iterable[Skipped]) -> PathError:
    """The error for paths that hold no article: how many files were skipped, and why."""
    named = clean(", ".join(str(path) for path in paths)).replace("\n", " ")
    reasons = [item.reason for item in skipped]
    hint = f"Dossier reads {', '.join(SUFFIXES)} files; name a file or folder that holds some."
    if not reasons:
        return PathError(f"No files in {named}", hint)
    counted = Counter(sorted(reasons)).most_common()
    why = ", ".join(f"{reason}: {count}" for reason, count in counted[:4])
    more = f" and {len(counted) - 4} more reasons" if len(counted) > 4 else ""
    return PathError(f"No article in {named}: {len(reasons)} skipped ({why}{more})", hint)


def read_article(path: Path, raw: bytes) -> Article:
    """The article in a file's bytes; NotAnArticleError when there is none."""
    suffix = path.suffix.lower()
    if suffix in HTML_SUFFIXES:
        from index.webpage import read_webpage

        article = _article_of_heading(path, *read_webpage(raw))
    elif suffix == ".pdf":
        from index.pdf import read_pdf

        heading, text, page_starts = read_pdf(raw)
        article = replace(_article_of_heading(path, heading, text), page_starts=page_starts)
    else:
        article = _text_article(path, raw, markdown=suffix != ".txt")
    if not article.text.strip():
        raise NotAnArticleError("no text in it")
    return replace(article, id=article_id(path, raw))


def article_id(path: Path, raw: bytes) -> str:
    """The id of the article at this path with this content."""
    return blake2b(str(path).encode(errors="surrogateescape") + b"\0" + raw, digest_size=16).hexdigest()


def file_digest(raw: bytes) -> str:
    """Names a file's content."""
    return blake2b(raw, digest_size=16).hexdigest()


def _article_of_heading(path: Path, heading: Heading, text: str) -> Article:
    """The article; pages and PDFs may tell when they were printed, so that a date in the file's name goes before."""
    title = heading.title or title_from_name(path.stem)
    named = date_in_name(path.stem)
    told_by_name = path.suffix.lower() not in TEXT_SUFFIXES and not heading.date.startswith(named)
    date = named if told_by_name else heading.date or named
    return Article("", title, date, text, str(path), None, (), ())


def _text_article(path: Path, raw: bytes, markdown: bool) -> Article:
    text, removed = clean_with_removed(decode(raw))
    heading = read_heading(text, markdown)
    body, body_removed = _from_offset(text, removed, heading.body_start)
    if markdown:
        body, body_removed = without_marks(body, body_removed)
    article = _article_of_heading(path, heading, body.rstrip())
    kept = body_removed[: bisect_right(body_removed, len(article.text))]
    return replace(article, first_line=1 + text.count("\n", 0, heading.body_start), removed=kept)


def _from_offset(text: str, removed: tuple[int, ...], start: int) -> tuple[str, tuple[int, ...]]:
    """The text from a line start on, and its own removed offsets."""
    return text[start:], tuple(offset - start for offset in removed[bisect_left(removed, start) :])
