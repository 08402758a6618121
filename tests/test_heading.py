"""Title, date and the start of the body, from the head of a text."""

from __future__ import annotations

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
    assert heading("# The *title*\n\nBody.") == ("The *title*", "", "Body.")
    assert heading("The title\n=========\n\nBody.") == ("The title", "", "Body.")


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


def test_a_file_name_gives_a_readable_title_and_a_date() -> None:
    assert title_from_name("2019-10-13-eliud_kipchoge-runs") == "Eliud kipchoge runs"
    assert date_in_name("2019-10-13-eliud") == "2019-10-13"
    assert date_in_name("notes") == ""
    assert title_from_name("\x1b[31m\u202e") == "Untitled"
