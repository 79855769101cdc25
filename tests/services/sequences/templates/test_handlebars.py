"""SendGrid's Handlebars and our language: what means the same, and what is named instead."""

import pytest

from tests.fixtures.rows import each_row
from yardflow.services.sequences.templates.handlebars import LONGEST, to_liquid
from yardflow.services.sequences.templates.handlebars_writer import to_handlebars
from yardflow.services.sequences.templates.rendering import Snippet, Source


@each_row(
    ("theirs", "ours"),
    [
        ("", ""),
        ("Hi Grüße 😀 }} {a}", "Hi Grüße 😀 }} {a}"),
        ("Hi {{first_name}}!", "Hi {{ contact.first_name }}!"),
        ("{{{ firstName }}}{{~LAST_NAME~}}", "{{ contact.first_name }}{{ contact.last_name }}"),
        ("{{contact.title}} {{account.name}}", "{{ contact.title }} {{ account.name }}"),
        ('{{insert first_name "default=there"}}', '{{ contact.first_name | default: "there" }}'),
        ("{{insert company 'default=\"you\"'}}", "{{ account.name | default: '\"you\"' }}"),
        ("{{insert email}}", "{{ contact.email }}"),
        (
            "{{#if company}}{{company}}{{else if title}}{{title}}{{else}}you{{/if}}",
            "{% if account.name %}{{ account.name }}{% elsif contact.title %}{{ contact.title }}"
            "{% else %}you{% endif %}",
        ),
        ("{{#unless title}}a{{/unless}}", "{% unless contact.title %}a{% endunless %}"),
        (
            '{{#equals industry "Steel"}}a{{/equals}}',
            '{% if account.industry == "Steel" %}a{% endif %}',
        ),
        ("{{#notEquals title 'VP'}}a{{/notEquals}}", '{% if contact.title != "VP" %}a{% endif %}'),
        ("{{#and title email}}a{{/and}}", "{% if contact.title and contact.email %}a{% endif %}"),
        ("{{#or title email}}a{{/or}}", "{% if contact.title or contact.email %}a{% endif %}"),
        ("a{{! note }}{{!-- {{x}} --}}b", "ab"),
        ('<a href="{{{unsubscribe}}}">', '<a href="{{ unsubscribe_url }}">'),
        ("<%asm_group_unsubscribe_raw_url%>", "{{ unsubscribe_url }}"),
    ],
)
def test_what_both_can_say_is_translated(theirs, ours):
    made = to_liquid(theirs)
    assert (made.text, made.problems) == (ours, [])


@each_row(
    ("theirs", "wrong"),
    [
        ("a\n\n{{#each items}}{{this}}{{/each}}", "Line 3: {{#each items}} has no counterpart"),
        ("{{nickname}}", "Line 1: {{nickname}} names nickname, which is no variable here"),
        ("{{Sender_City}}", "names Sender_City"),
        ("{{formatDate now 'MM'}}", "uses formatDate"),
        ("{{> header}}", "uses >"),
        ("{{@index}}", "has no counterpart"),
        ("{{../first_name}}", "has no counterpart"),
        ("{{#greaterThan score 5}}a{{/greaterThan}}", "has no counterpart"),
        ("{{#if (equals a b)}}a{{/if}}", "has no counterpart"),
        ("{{#if title}}a", "is never closed"),
        ("a{{/if}}", "closes nothing"),
        ("{{#if title}}a{{/unless}}", "closes nothing"),
        ("{{else}}", "outside of a condition"),
        ("a {{first_name", "has no end"),
        ("{{}}", "can't be read"),
        ("{% for x in y %}", "would mean something else"),
        ("<%body%>", "has no counterpart"),
        ('{{insert first_name "default=a\'b"c"}}', "can't be read"),
        ("{{insert first_name 'default=}'}}", "signs that can't be written"),
        ("{{" + "a" * 400 + "}}", "is too long"),
    ],
)
def test_what_we_cannot_say_is_named_with_its_line(theirs, wrong):
    problems = [str(each) for each in to_liquid(theirs).problems]
    assert problems and wrong in problems[0], problems


def test_a_person_says_what_other_names_are():
    names = {"nickname": "contact.first_name", "Sender_City": ""}
    made = to_liquid("{{nickname}} {{Sender_City}}{{insert Sender_City}}.", names)
    assert (made.text, made.problems) == ("{{ contact.first_name }} .", [])
    assert to_liquid("{{#if Sender_City}}a{{/if}}", names).problems
    assert len(to_liquid("{{x}}" * 500).problems) == 20
    assert len(to_liquid("x" * (LONGEST + 5)).text) == LONGEST


@each_row(
    ("ours", "theirs"),
    [
        ("Hi {{ contact.first_name }}", "Hi {{contact.first_name}}"),
        (
            '{{ contact.first_name | default: "there" }}',
            '{{insert contact.first_name "default=there"}}',
        ),
        (
            "{% if event.booth %}a{% elsif event.venue %}b{% else %}c{% endif %}",
            "{{#if event.booth}}a{{else}}{{#if event.venue}}b{{else}}c{{/if}}{{/if}}",
        ),
        ("{% unless event.booth %}a{% endunless %}", "{{#unless event.booth}}a{{/unless}}"),
        (
            '{% if contact.title == "VP" %}a{% endif %}',
            '{{#equals contact.title "VP"}}a{{/equals}}',
        ),
        (
            "{% if contact.title or contact.email %}a{% endif %}",
            "{{#or contact.title contact.email}}a{{/or}}",
        ),
        ('{{ "a<b" }}{% comment %}x{% endcomment %}', "a&lt;b"),
        ('{% snippet "Footer" %}', "<i>{{sender.name}}</i>"),
    ],
)
def test_what_sendgrid_can_say_is_written_for_it(ours, theirs):
    snippets = (Snippet("Footer", "<i>{{ sender.name }}</i>", ""),)
    made = to_handlebars(Source(html=ours, snippets=snippets), "html")
    assert (made.text, made.problems) == (theirs, [])
    again = to_liquid(made.text)
    assert again.problems == []
    there = to_handlebars(Source(html=again.text), "html")
    assert to_liquid(there.text).text == again.text


@each_row(
    ("ours", "wrong"),
    [
        ("{{ contact.title | upcase }}", "no filter upcase"),
        ("{{ contact.title | default: contact.name }}", "only a plain text"),
        ("{% variant %}a{% or %}b{% endvariant %}", "no {% variant %}"),
        ('{% if contact.title contains "a" %}a{% endif %}', "no condition like this"),
        ('{% unless contact.title == "a" %}a{% endunless %}', "for a single value alone"),
        ("{% if contact.title and contact.name and event.name %}a{% endif %}", "like this"),
        ('{% snippet "Text" %}', "no HTML of its own"),
        ('{% snippet "none" %}', "no HTML of its own"),
        ("{{ contact.title", "has no }}"),
    ],
)
def test_what_sendgrid_cannot_say_is_named(ours, wrong):
    snippets = (Snippet("Text", "", "plain"),)
    problems = to_handlebars(Source(html=ours, snippets=snippets), "html").problems
    assert problems and wrong in str(problems[0]), problems


@pytest.mark.parametrize("part", ["subject", "text"])
def test_signs_in_a_subject_are_not_written_as_html(part):
    source = Source(**{part: 'A & B {{ account.name | default: "you & me" }}'})
    made = to_handlebars(source, part)
    assert made.text == 'A & B {{{insert account.name "default=you & me"}}}'
    assert to_liquid(made.text).text == 'A & B {{ account.name | default: "you & me" }}'
