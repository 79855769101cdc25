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


def test_signs_that_stand_for_others_meanwhile_are_none_in_the_html():
    assert html_part.sanitized("<p>A\ufdd0B\ufdd1C\ufdd2D</p>") == "<p>ABCD</p>"


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (
            "<p>A & B && AT&T &; &# &#x</p>",
            "<p>A &amp; B &amp;&amp; AT&amp;T &amp;; &amp;# &amp;#x</p>",
        ),
        (
            "<p>&amp; &amp &lt; &#38; &#x26 &unknown;</p>",
            "<p>&amp; &amp; &lt; &amp; &amp; &amp;unknown;</p>",
        ),
        ("<p>&copyright &notit; &CounterClockwiseContourIntegral;</p>", "<p>©right ¬it; ∳</p>"),
        (
            '<a href="https://acme.example/?a=1&b=2&copy=3" title="A & B">C</a>',
            '<a href="https://acme.example/?a=1&amp;b=2&amp;copy=3" title="A &amp; B">C</a>',
        ),
        (
            '<style title="A & B">a > b { c: "&" }</style>& <style>a<b & c</style>&',
            '<style title="A &amp; B">a > b { c: "&" }</style>&amp; <style>a<b & c</style>&amp;',
        ),
    ],
)
def test_an_ampersand_is_written_as_its_place_has_it(html, clean):
    assert html_part.sanitized(html) == clean
