"""What becomes of the HTML of an email."""

import pytest

from yardflow.services.sequences.templates import html_part


@pytest.mark.parametrize(
    "html",
    [
        "<p>A&nbsp;B\xa0C</p>",
        '<p title="A&nbsp;B">C</p>',
        '<style>p::before { content: "\xa0" }</style><p>A</p>',
    ],
)
def test_spaces_that_do_not_break_stay_as_they_were_written(html):
    assert html_part.sanitized(html) == html


def test_signs_that_stand_for_spaces_meanwhile_are_none_in_the_html():
    assert html_part.sanitized("<p>A\ufdd0B\ufdd1C</p>") == "<p>ABC</p>"
