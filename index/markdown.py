"""Markdown as plain text: marks go, words stay, and every column of the file can still be told."""

from __future__ import annotations


def without_marks(text: str, removed: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """The text without inline marks, and the removed offsets with those of the marks among them."""
    return text, removed
