"""The two themes of Dossier: ink and paper, with one highlighter."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dossier-dark",
    primary="#e3b341",
    secondary="#9a9484",
    accent="#e3b341",
    foreground="#dcd8cc",
    background="#16171a",
    surface="#1d1f23",
    panel="#25272c",
    warning="#d9a05b",
    error="#e0705f",
    success="#8fb573",
    dark=True,
    variables={
        "border": "#4a4b4f",
        "border-blurred": "#33353a",
        "footer-key-foreground": "#e3b341",
        "footer-background": "#16171a",
        "footer-description-foreground": "#9a9484",
        "input-cursor-background": "#e3b341",
        "input-selection-background": "#e3b341 30%",
        "block-cursor-background": "#e3b341",
        "block-cursor-foreground": "#16171a",
        "scrollbar": "#3a3c42",
        "scrollbar-hover": "#4a4c53",
        "scrollbar-active": "#e3b341",
        "scrollbar-background": "#16171a",
        "scrollbar-background-hover": "#16171a",
        "scrollbar-background-active": "#16171a",
        "scrollbar-corner-color": "#16171a",
    },
)

LIGHT = Theme(
    name="dossier-light",
    primary="#7a5200",
    secondary="#6d675a",
    accent="#7a5200",
    foreground="#2a2823",
    background="#faf8f2",
    surface="#f2efe6",
    panel="#e8e4d8",
    warning="#8f5a14",
    error="#a8382a",
    success="#4c6e33",
    dark=False,
    variables={
        "border": "#b5ae9c",
        "border-blurred": "#d8d2c3",
        "footer-key-foreground": "#7a5200",
        "footer-background": "#faf8f2",
        "footer-description-foreground": "#6d675a",
        "input-cursor-background": "#7a5200",
        "input-cursor-foreground": "#faf8f2",
        "input-selection-background": "#f2cd5c",
        "block-cursor-background": "#f2cd5c",
        "block-cursor-foreground": "#2a2823",
        "mark": "#f6d56a",
        "mark-text": "#2a2823",
        "scrollbar": "#d0c9b8",
        "scrollbar-hover": "#b5ae9c",
        "scrollbar-active": "#7a5200",
        "scrollbar-background": "#faf8f2",
        "scrollbar-background-hover": "#faf8f2",
        "scrollbar-background-active": "#faf8f2",
        "scrollbar-corner-color": "#faf8f2",
    },
)

THEMES = (DARK, LIGHT)


def mark_variables(theme: Theme) -> dict[str, str]:
    """The highlighter for themes without one of their own: their accent, with a text that can be read on it."""
    accent = theme.accent or theme.primary
    return {"mark": accent, "mark-text": theme.background or ("#101010" if theme.dark else "#ffffff")}
