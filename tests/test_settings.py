from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UserError
from tui.settings import Settings, load_settings, save_theme


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_with_nothing_said_the_defaults_hold(file: Path) -> None:
    assert load_settings({}, {}, file) == Settings()


def test_flags_win_over_environment_over_file(file: Path) -> None:
    file.write_text('embedder = "from-file"\nreader = "from-file"\ntheme = "from-file"\n')
    environment = {"DOSSIER_EMBEDDER": "from-environment", "DOSSIER_READER": "from-environment"}
    settings = load_settings({"embedder": "typed", "reader": None}, environment, file)
    assert (settings.embedder, settings.reader, settings.theme) == ("typed", "from-environment", "from-file")


def test_a_flag_typed_as_the_default_still_wins(file: Path) -> None:
    file.write_text("top = 9\n")
    assert load_settings({"top": 5}, {}, file).top == 5


def test_no_color_takes_colour_away(file: Path) -> None:
    assert not load_settings({}, {"NO_COLOR": "1"}, file).color
    assert load_settings({}, {"NO_COLOR": ""}, file).color


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('colour = "red"', ("colour", "embedder")),
        ('top = "many"', ("top", "1 to 20")),
        ("top = 0", ("top", "1 to 20")),
        ("top = true", ("top", "1 to 20")),
        ("reader = 3", ("reader", "text")),
        ("color = 1", ("color", "true or false")),
        ("theme = ", ("not valid TOML", "Correct the file")),
    ],
)
def test_a_mistake_in_the_file_is_named_with_what_is_allowed(file: Path, written: str, named: tuple[str, str]) -> None:
    file.write_text(written)
    with pytest.raises(UserError) as raised:
        load_settings({}, {}, file)
    assert str(file) in raised.value.message
    assert named[0] in raised.value.message
    assert named[1] in raised.value.hint


def test_bytes_that_are_no_text_are_named(file: Path) -> None:
    file.write_bytes(b'theme = "\xff"')
    with pytest.raises(UserError, match="not valid TOML"):
        load_settings({}, {}, file)


@pytest.mark.parametrize("top", ["0", "21", "-1", "five", "٣x"])
def test_a_wrong_number_in_the_environment_names_the_variable(file: Path, top: str) -> None:
    with pytest.raises(UserError, match="DOSSIER_TOP"):
        load_settings({}, {"DOSSIER_TOP": top}, file)


def test_saving_a_theme_keeps_every_other_line(file: Path) -> None:
    file.write_text('# mine\ntop = 3\ntheme = "old"  # dark\nreader = "r"\n')
    save_theme("new", file)
    assert file.read_text() == '# mine\ntop = 3\ntheme = "new"\nreader = "r"\n'


def test_saving_a_theme_through_a_link_keeps_the_link(tmp_path: Path, file: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("top = 3\n")
    file.symlink_to(kept)
    save_theme("new", file)
    assert file.is_symlink()
    assert kept.read_text() == 'theme = "new"\ntop = 3\n'


@given(theme=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True), twice=st.booleans())
def test_a_saved_theme_reads_back(tmp_path_factory: pytest.TempPathFactory, theme: str, twice: bool) -> None:
    file = tmp_path_factory.mktemp("config") / "made" / "config.toml"
    if twice:
        save_theme("first", file)
    save_theme(theme, file)
    assert load_settings({}, {}, file).theme == theme
