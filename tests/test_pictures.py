from __future__ import annotations

from tests.pictures import PICTURES, tidy, words

DRAWN = '<text class="terminal-7-r1" x="0" y="20" clip-path="url(#terminal-7-line-0)">likely&#160;0.79</text>'


def test_a_picture_is_stale_when_its_words_change_but_not_when_a_confidence_does() -> None:
    assert words(DRAWN) == words(DRAWN.replace("0.79", "0.81"))
    assert words(DRAWN) != words(DRAWN.replace("likely", "unsure"))
    assert words(DRAWN) != words(DRAWN + DRAWN.replace('y="20"', 'y="44"'))


def test_a_picture_has_no_link_to_the_web_and_the_same_names_each_time() -> None:
    svg = f"<style>@font-face {{ src: url('https://fonts.example/x'); }}</style>{DRAWN}"
    assert "https:" not in tidy(svg)
    assert tidy(svg) == tidy(svg.replace("terminal-7", "terminal-8"))


def test_every_size_that_matters_is_pictured() -> None:
    assert {size for size, _ in PICTURES.values()} == {(80, 24), (40, 12), (160, 48)}
