"""Title, date and the start of the body, from the head of a text."""

from __future__ import annotations

import time

import pytest

from index.heading import date_in_name, iso_date, read_heading, title_from_name


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2019-10-13", "2019-10-13"),
        ("2019-10", "2019-10"),
        ("2019", "2019"),
        ("2019-10-13T08:00:00Z", "2019-10-13"),
        ("Sunday, October 13, 2019", "2019-10-13"),
        ("13 October 2019", "2019-10-13"),
        ("Oct 2019", "2019-10"),
        ("2019/10/13", "2019-10-13"),
        ("2019/10/03 10:00", "2019-10-03"),
        ("2019-10-03, 10:30", "2019-10-03"),
        ("20191003", "2019-10-03"),
        ("13.10.2019", "2019-10-13"),
        ("Oct. 3, 2019", "2019-10-03"),
        ("Sept. 3, 2019", "2019-09-03"),
        ("August 21st, 2019", "2019-08-21"),
        ("October 3 2019", "2019-10-03"),
        ("3 October, 2019", "2019-10-03"),
        ("Thu, 03 Oct 2019", "2019-10-03"),
        ("Thu, 03 Oct 2019 10:00:00 +0000", "2019-10-03"),
        ("Sat Oct 5 2019", "2019-10-05"),
        ("October 3, 2019 10:30 AM", "2019-10-03"),
        ("Published October 3, 2019", "2019-10-03"),
        ("Last updated: Thursday, Oct. 3, 2019 at 10 a.m. EDT", "2019-10-03"),
        ("20191399", ""),
        ("October 3", ""),
        ("updated", ""),
        ("2019-13-45", ""),
        ("2019 in review", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_dates_become_iso(written: str, iso: str) -> None:
    assert iso_date(written) == iso


def heading(text: str, markdown: bool = True) -> tuple[str, str, str]:
    found = read_heading(text, markdown)
    return found.title, found.date, text[found.body_start :]


def test_front_matter_gives_title_and_date() -> None:
    assert heading("---\ntitle: 'A: B'\ndate: 2019-01-04\n---\n\nBody.") == ("A: B", "2019-01-04", "Body.")


@pytest.mark.parametrize(
    "field", ["published: 2019/10/03 10:00", "pubDate: Thu, 03 Oct 2019 10:00:00 +0000", "date_published: 2019-10-03"]
)
def test_front_matter_gives_the_date_by_any_of_its_names(field: str) -> None:
    assert heading(f"---\ntitle: A\n{field}\n---\nBody.") == ("A", "2019-10-03", "Body.")


def test_broken_front_matter_is_still_not_the_body() -> None:
    assert heading("---\ntitle: A: B: [\ndate: 2019-01-04\n---\nBody.") == ("A: B: [", "2019-01-04", "Body.")


@pytest.mark.parametrize("field", ["draft: !!bool maybe", "n: !!int ''", "d: !!timestamp soon"])
def test_front_matter_of_false_types_is_read_line_by_line(field: str) -> None:
    assert heading(f"---\ntitle: A\n{field}\n---\nBody.") == ("A", "", "Body.")


def test_a_title_that_is_a_number_of_a_thousand_digits_is_none() -> None:
    assert heading(f"---\ntitle: 0x{'f' * 9000}\n---\nBody.") == ("", "", "Body.")


def test_front_matter_of_lists_or_endless_aliases_gives_no_title() -> None:
    bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]" for n in range(9))
    assert heading(f"---\n{bomb}\ntitle: *a8\n---\nBody.") == ("", "", "Body.")
    assert heading("---\n- a\n---\nBody text.")[0] == ""


def test_a_rule_in_the_text_is_no_front_matter() -> None:
    assert heading("---\nA text that goes on.")[2] == "---\nA text that goes on."


def test_a_markdown_heading_is_the_title_and_not_the_body() -> None:
    assert heading("# The title\n\nBody.") == ("The title", "", "Body.")
    assert heading("The title\n=========\n\nBody.") == ("The title", "", "Body.")


@pytest.mark.parametrize(
    "line",
    [
        "# [The title](https://a.example/b) #",
        "# **The** *title*",
        "**The title**",
        "[The title](b)\n---",
    ],
)
def test_a_title_is_told_without_its_marks(line: str) -> None:
    assert heading(f"{line}\n\nBody.") == ("The title", "", "Body.")


@pytest.mark.parametrize(
    "above",
    [
        "https://a.example/the-news/2019",
        "Source: https://a.example/the-news",
        "www.a.example",
        "![A photo](a.jpg)",
        "[![A photo](a.jpg)](https://a.example/a)",
        "2 October 2019\nhttps://a.example",
    ],
)
def test_an_address_a_picture_or_a_date_above_the_title_is_not_the_title(above: str) -> None:
    for blank in ("\n", "\n\n"):
        title, _, body = heading(f"{above}{blank}The title\n\nBody.")
        assert (title, body) == ("The title", "Body.")
    assert heading(f"{above}\n\nIt began today.\n\nBody.")[::2] == ("", f"{above}\n\nIt began today.\n\nBody.")


def test_lines_of_fields_above_a_text_give_title_and_date() -> None:
    assert heading("Title: A: B\nAuthor: C\nDate: Oct. 3, 2019\n\nBody.", markdown=False) == (
        "A: B",
        "2019-10-03",
        "Body.",
    )
    for text in ("Title: A\n\n", "Note: it began.\n\nBody.", "Title: A\nIt began.\n\nBody."):
        assert heading(text, markdown=False) == ("", "", text)


def test_a_heading_that_repeats_the_front_matter_is_not_the_body() -> None:
    assert heading("---\ntitle: The title\n---\n# The Title\n\nBody.")[2] == "Body."


def test_a_title_that_stands_twice_with_a_byline_is_not_the_body() -> None:
    text = "Red carpet\n\nRed carpet\n\nAgency News\n\nWhen it began."
    assert heading(text, markdown=False) == ("Red carpet", "", "When it began.")


def test_a_first_line_that_is_a_sentence_is_the_body() -> None:
    assert heading("It began today.\n\nThen it ended.", markdown=False) == ("", "", "It began today.\n\nThen it ended.")


def test_a_text_of_one_line_is_the_body() -> None:
    assert heading("Only a line", markdown=False) == ("", "", "Only a line")


def test_a_dateline_gives_the_date_and_stays() -> None:
    text = "A title\n\nSunday, October 13, 2019\n\nBody."
    assert heading(text) == ("A title", "2019-10-13", "Sunday, October 13, 2019\n\nBody.")


@pytest.mark.parametrize(
    ("text", "day", "body"),
    [
        ("A title\nOctober 3, 2019\n\nBody.", "2019-10-03", "October 3, 2019\n\nBody."),
        ("October 3, 2019\n\nA title\n\nBody.", "2019-10-03", "Body."),
        ("A title\n\nBy Jane Doe, October 3, 2019\n\nBody.", "2019-10-03", "Body."),
        ("A title\nBy Jane Doe and John Roe\n\n*Oct. 3, 2019*\n\nBody.", "2019-10-03", "*Oct. 3, 2019*\n\nBody."),
        ("A title\n\nA subheading\n\n3 October 2019\n\nBody.", "2019-10-03", "A subheading\n\n3 October 2019\n\nBody."),
        ("A title\n\n1969\n\nBody.", "", "1969\n\nBody."),
        (f"A title\n\n{'long ' * 20}\n\n3 October 2019", "", f"{'long ' * 20}\n\n3 October 2019"),
        ("A title\n\nBy October 3, 2019, all had gone.\n\nBody.", "", "By October 3, 2019, all had gone.\n\nBody."),
    ],
)
def test_the_date_is_read_from_the_first_short_lines(text: str, day: str, body: str) -> None:
    assert heading(text, markdown=False) == ("A title", day, body)


def test_a_year_above_a_text_is_of_the_text() -> None:
    assert heading("1984\n\nA novel\n\nBody.", markdown=False) == ("", "", "1984\n\nA novel\n\nBody.")


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe",
        "by the Associated Press",
        "Reuters staff",
        "Jane Doe, BBC News",
        "By Ann Lee, political correspondent",
    ],
)
def test_a_byline_is_not_the_body(line: str) -> None:
    assert heading(f"A title\n\n{line}\n\nBody.", markdown=False) == ("A title", "", "Body.")


@pytest.mark.parametrize("line", ["By 2030 sea levels may rise", "By Monday the sea may rise", "A day of good news"])
def test_a_subheading_is_no_byline(line: str) -> None:
    assert heading(f"A title\n\n{line}\n\nBody.", markdown=False) == ("A title", "", f"{line}\n\nBody.")


def test_a_line_of_spaces_without_end_is_read_in_no_time() -> None:
    began = time.perf_counter()
    assert heading(f"# a{' ' * 20_000}b\n\nBody.")[0] == "a b"
    assert time.perf_counter() - began < 2


def test_a_file_name_gives_a_readable_title_and_a_date() -> None:
    assert title_from_name("2019-10-13-eliud_kipchoge-runs") == "Eliud kipchoge runs"
    assert date_in_name("2019-10-13-eliud") == date_in_name("20191013_eliud") == "2019-10-13"
    assert date_in_name("notes") == ""
    assert title_from_name("\x1b[31m\u202e") == "Untitled"
