"""Articles from files of every kind, and the files that are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import clean
from index.errors import PathError
from index.load import Article, Loaded, load, read_article
from tests.pdf_file import pdf


def only(path: Path) -> Article:
    (article,) = load([path]).articles
    return article


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def reasons(loaded: Loaded) -> dict[str, str]:
    return {Path(skipped.path).name: skipped.reason for skipped in loaded.skipped}


def test_the_seed_with_its_title_twice_begins_at_its_first_paragraph(seeds_folder: Path) -> None:
    path = seeds_folder / "russias-red-carpet-welcome-to-huawei-5g.txt"
    article = only(path)
    assert article.title == "Russia’s red carpet welcome to Huawei 5G"
    assert article.text.startswith("When US and other European countries")
    assert article.first_line == 7
    offset = article.text.index("MTS")
    cited = article.cite(offset)
    assert cited.line is not None
    assert cited.column is not None
    assert path.read_text().split("\n")[cited.line - 1][cited.column - 1 :].startswith("MTS")


def test_every_seed_is_an_article_with_title_and_date(seeds_folder: Path) -> None:
    loaded = load([seeds_folder])
    assert len(loaded.articles) == 40
    assert all(article.title and clean(article.text) == article.text for article in loaded.articles)
    assert sum(article.date == "" for article in loaded.articles) == 1


@given(
    st.text(alphabet="ab e\u0301*_\x07\t\r\n\u202e#", max_size=60),
    st.sampled_from(["a.txt", "a.md"]),
)
def test_each_character_is_cited_at_its_line_and_column(text: str, name: str) -> None:
    raw = "Title\n\nBody begins. " + text + " Z"
    article = read_article(Path("/x") / name, raw.encode())
    lines = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for offset, character in enumerate(article.text):
        cited = article.cite(offset)
        assert cited.line is not None
        assert cited.column is not None
        if character in "abzZ#":
            assert lines[cited.line - 1][cited.column - 1] == character


def test_markdown_is_read_without_its_marks_and_cited_by_the_column_of_the_file(tmp_path: Path) -> None:
    front = "---\ntitle: Deal\ndate: 2019-10-13\n---\n\n# Deal\n\n"
    raw = front + "The **operator** chose [Huawei](http://h.example) today.\n"
    article = only(written(tmp_path, "a.md", raw))
    assert (article.title, article.date) == ("Deal", "2019-10-13")
    assert article.text == "The operator chose Huawei today."
    cited = article.cite(article.text.index("Huawei"))
    assert (cited.line, cited.column) == (8, raw.split("\n")[7].index("Huawei") + 1)


def test_html_gives_the_body_title_and_date_and_no_line(tmp_path: Path) -> None:
    sentence = "The operator MTS has teamed up with Huawei for a pilot scheme in Moscow. "
    raw = f"""<html><head><title>Deal in Moscow</title><meta property="article:published_time" content="2019-10-13">
    </head><body><nav><a href="/">Home</a></nav><article><h1>Deal in Moscow</h1><p>{sentence * 3}</p><p>{sentence * 2}
    </p></article><footer>Imprint</footer></body></html>"""
    article = only(written(tmp_path, "a.html", raw))
    assert (article.title, article.date) == ("Deal in Moscow", "2019-10-13")
    assert article.text.startswith(sentence)
    assert "Home" not in article.text
    assert "Imprint" not in article.text
    assert article.cite(3).line is article.cite(3).column is article.cite(3).page is None


PARAGRAPHS = "<p>" + "The operator MTS has teamed up with Huawei for a pilot scheme in Moscow. " * 5 + "</p>"


@pytest.mark.parametrize(
    ("name", "above", "day"),
    [
        ("2015-03-02-deal.html", "", "2015-03-02"),
        ("2015-03-deal.html", '<time datetime="2015-03-02">March 2</time>', "2015-03-02"),
        ("2015-03-02-deal.html", '<time datetime="2019-10-13">Oct. 13</time>', "2015-03-02"),
        ("deal.html", '<time datetime="2019-10-13">Oct. 13</time>', "2019-10-13"),
        ("deal.html", "<p>Published October 13, 2019</p>", "2019-10-13"),
        ("deal.html", "", ""),
    ],
)
def test_html_is_dated_by_its_name_or_its_head_but_not_its_footer(
    tmp_path: Path, name: str, above: str, day: str
) -> None:
    raw = f"<html><body><article><h1>Deal</h1>{above}{PARAGRAPHS}</article><footer>© 2024 Foo</footer></body></html>"
    assert only(written(tmp_path, name, raw)).date == day


@pytest.mark.parametrize(
    ("name", "page", "day"),
    [
        ("2015-03-02-deal.pdf", "The page.", "2015-03-02"),
        ("deal.pdf", "March 2, 2015\nThe page.", "2015-03-02"),
        ("deal.pdf", "The page.", "2019-10-13"),
    ],
)
def test_a_pdf_is_dated_by_its_name_or_its_head_before_the_day_it_was_made(
    tmp_path: Path, name: str, page: str, day: str
) -> None:
    assert only(written(tmp_path, name, pdf(page, title="A deal"))).date == day


def test_html_without_text_is_skipped(tmp_path: Path) -> None:
    written(tmp_path, "a.html", "<html><body><script>1</script></body></html>")
    written(tmp_path, "b.txt", "Some text.")
    assert set(reasons(load([tmp_path]))) == {"a.html"}


def test_pdf_gives_text_pages_title_and_date(tmp_path: Path) -> None:
    lines = "The operator chose the Chinese company Huawei for the pi-\nlot scheme in the capital."
    article = only(written(tmp_path, "a.pdf", pdf(lines, "The second page tells more.", title="A deal")))
    assert (article.title, article.date) == ("A deal", "2019-10-13")
    assert "Huawei for the pilot scheme in the capital." in article.text
    cited = article.cite(article.text.index("second"))
    assert (cited.page, cited.line, cited.column) == (2, None, None)
    assert article.cite(0).page == 1


def test_a_broken_pdf_is_skipped_with_a_reason(tmp_path: Path) -> None:
    written(tmp_path, "a.pdf", b"%PDF-1.4\nnothing")
    written(tmp_path, "b.pdf", pdf("A page.")[:200])
    written(tmp_path, "c.txt", "Some text.")
    assert reasons(load([tmp_path])) == {"a.pdf": "broken PDF", "b.pdf": "broken PDF"}


def test_an_encrypted_pdf_is_skipped_with_a_reason(tmp_path: Path) -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("A secret page."))))
    writer.encrypt("password", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    written(tmp_path, "b.txt", "Some text.")
    assert reasons(load([tmp_path])) == {"a.pdf": "encrypted PDF"}


def test_files_that_are_no_articles_are_skipped_with_a_reason(tmp_path: Path) -> None:
    written(tmp_path, "good.txt", "Some text.")
    written(tmp_path, "binary.txt", b"abc\0\1\2")
    written(tmp_path, "empty.txt", b"")
    written(tmp_path, "blank.md", b" \n\n")
    written(tmp_path, "invisible.txt", "\u200b\x1b[0m".encode())
    written(tmp_path, "picture.png", b"\x89PNG")
    written(tmp_path, ".hidden.txt", "secret")
    (tmp_path / ".git").mkdir()
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    assert reasons(load([tmp_path])) == {
        "binary.txt": "binary",
        "empty.txt": "empty",
        "blank.md": "empty",
        "invisible.txt": "no text in it",
        "picture.png": "not an article (.png)",
        ".hidden.txt": "hidden",
        ".git": "hidden",
        "huge.txt": "too large (over 20 MB)",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_skipped_with_a_reason(tmp_path: Path) -> None:
    written(tmp_path, "good.txt", "Some text.")
    written(tmp_path, "locked.txt", "Some text.").chmod(0)
    assert reasons(load([tmp_path])) == {"locked.txt": "unreadable (permission denied)"}


def test_folders_are_read_to_any_depth_in_order_and_links_in_circles_are_not_followed(tmp_path: Path) -> None:
    deep = tmp_path / "b" / "c"
    deep.mkdir(parents=True)
    written(deep, "z.txt", "Deep text.")
    written(tmp_path, "a.md", "High text.")
    (deep / "circle").symlink_to(tmp_path)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
    loaded = load([tmp_path])
    assert [Path(article.source).name for article in loaded.articles] == ["a.md", "z.txt"]
    assert reasons(loaded) == {"circle": "link to a folder", "broken.txt": "broken link"}


def test_a_link_to_itself_is_skipped_with_a_reason(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "Some words.")
    (tmp_path / "itself.txt").symlink_to("itself.txt")
    assert reasons(load([tmp_path]))["itself.txt"].startswith("unreadable (")


def test_a_file_reached_twice_is_one_article(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "Some text.")
    (tmp_path / "b.txt").symlink_to(path)
    assert len(load([tmp_path, path, tmp_path / "." / "a.txt", tmp_path / "b.txt"]).articles) == 1


def test_another_content_is_another_article(tmp_path: Path) -> None:
    first = only(written(tmp_path, "a.txt", "Some text."))
    assert only(tmp_path / "a.txt").id == first.id
    assert only(written(tmp_path, "a.txt", "Other text.")).id != first.id


def test_a_hostile_name_gives_a_clean_title(tmp_path: Path) -> None:
    article = only(written(tmp_path, "\x1b[31mevil\u202e[nope].txt", "Some text."))
    assert article.title == "Evil[nope]"


@pytest.mark.parametrize("path", ["nowhere", "no\0where"])
def test_a_path_that_does_not_exist_is_said(tmp_path: Path, path: str) -> None:
    with pytest.raises(PathError, match="No such file or folder"):
        load([tmp_path / path])


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(PathError, match="No files in"):
        load([tmp_path])


def test_a_folder_without_articles_says_how_many_files_were_skipped_and_why(tmp_path: Path) -> None:
    written(tmp_path, "a.png", b"\x89PNG")
    written(tmp_path, "b.png", b"\x89PNG")
    written(tmp_path, "c.txt", b"")
    with pytest.raises(PathError, match=r"3 skipped \(not an article \(.png\): 2, empty: 1\)"):
        load([tmp_path])


def test_progress_names_each_file(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "Some text.")
    written(tmp_path, "b.txt", "Other text.")
    said: list[tuple[int, int, str]] = []
    load([tmp_path], lambda done, total, name: said.append((done, total, Path(name).name)))
    assert said == [(0, 2, "a.txt"), (1, 2, "b.txt")]
