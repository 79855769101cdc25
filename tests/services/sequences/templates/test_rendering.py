"""What a person gets of a template, and what no template can do."""

import re
import time
from contextlib import suppress

import pytest

from yardflow.services.sequences.templates.parser import parsed
from yardflow.services.sequences.templates.rendering import (
    Refused,
    Snippet,
    Source,
    compiled,
    missing,
    render,
    wording,
)
from yardflow.services.sequences.templates.syntax import FILTERS, Unusable
from yardflow.services.sequences.templates.text_part import html_of, text_of
from yardflow.services.sequences.templates.variables import SAMPLES

ANN = {**SAMPLES, "custom.note": "We met at dinner"}


def text(template: str, values=ANN, **more) -> str:
    return render(Source(text=template, **more), values).text


def test_values_filters_and_conditions_are_put_in():
    cases = {
        "Hi {{ contact.first_name }},": "Hi Ann,",
        "Hi {{contact.first_name|upcase}}": "Hi ANN",
        '{{ contact.title | default: "there" }}': "VP Operations",
        '{{ custom.none | default: "there" }}': "there",
        "{{ custom.none | default: contact.name }}": "Ann Lee",
        '{{ contact.email | append: "?x=1" | url_encode }}': "ann.lee%40example.com%3Fx%3D1",
        "{{ account.name | truncate: 6 }}": "Acme…",
        "{% if account.industry %}yes{% else %}no{% endif %}": "yes",
        "{% unless custom.none %}none{% endunless %}": "none",
        '{% if contact.title contains "vp" and event.booth == "2210" %}both{% endif %}': "both",
        '{% if custom.none or contact.title == "x" %}a{% elsif event.name %}b{% endif %}': "b",
        "{% if custom.none == blank %}empty{% endif %}": "empty",
        "a{% comment %} {{ not parsed | at all }} {% endcomment %}b": "ab",
        "{{ custom.note }}": "We met at dinner",
        "{% variant %}only one{% endvariant %}": "only one",
    }
    for template, shown in cases.items():
        assert text(template) == shown, template


def test_what_a_person_lacks_is_named_unless_there_is_a_fallback_or_it_is_not_shown():
    nameless = {**ANN, "contact.first_name": " \u200b ", "account.industry": ""}
    cases = {
        "Hi {{ contact.first_name }},": ("contact.first_name",),
        '{{ contact.first_name | default: "there" }}': (),
        '{{ contact.first_name | capitalize | default: "there" }}': (),
        '{{ contact.first_name | default: "" }}': ("contact.first_name",),
        '{{ contact.first_name | default: " " }}': ("contact.first_name",),
        "{{ contact.first_name | default: account.industry }}": ("contact.first_name",),
        '{{ "Hi " | append: contact.first_name }}': ("contact.first_name",),
        '{{ contact.first_name | append: "," }}': ("contact.first_name",),
        "{% if contact.first_name %}Hi {{ contact.first_name }}{% endif %}": (),
        "{% if event.name %}{{ account.industry }}{% endif %}": ("account.industry",),
        "{% unless event.name %}{{ account.industry }}{% endunless %}": (),
        "{{ custom.none }} {{ custom.none }}": ("custom.none",),
        '{% snippet "none" %}': ("snippet none",),
    }
    for template, names in cases.items():
        assert missing(Source(text=template), nameless) == names, template
        assert missing(Source(subject=template), nameless) == names, template
        assert render(Source(html=template), nameless).missing == names, template


def test_templates_that_reach_loop_or_are_broken_are_refused_with_the_line():
    cases = {
        "a\n{{ contact.__class__ }}": "Line 2: contact.__class__ is no value",
        "{{ contact.first_name.upper }}": "Line 1: contact.first_name.upper is no value",
        "{{ contact['name'] }}": "Line 1: We can't read \"['name']",
        "{{ ''.join }}": "Line 1: We can't read '.join'",
        "\n\n{% for i in (1..99999999) %}x{% endfor %}": "Line 3: Templates have no {% for %}",
        "{% assign x = 'a' %}": "Line 1: Templates have no {% assign %}",
        "{% capture x %}{% endcapture %}": "Line 1: Templates have no",
        '{% include "/etc/passwd" %}': "Line 1: Templates have no {% include %}",
        "{{ 'a' * 100000000 }}": "Line 1: We can't read '* 100000000",
        "{{ contact.name | replace: 'a', 'b' }}": "Line 1: There is no filter 'replace'",
        "a\n{{ contact.name }": "Line 2: {{ has no }}.",
        "{{ contact.first_name {{ contact.name }}": "Line 1: {{ has no }}.",
        "{% if event.name %}\nx": "Line 1: {% if %} has no {% endif %}.",
        "{% endif %}": "Line 1: Templates have no {% endif %}",
        "{% if %}x{% endif %}": "Line 1: A value is missing.",
        "{{ }}": "Line 1: A value is missing.",
        "{{ contact.name | default }}": "Line 1: default takes one value.",
        "{{ contact.name | truncate: event.booth }}": "Line 1: truncate takes a number.",
        "{% if a %}{% else %}{% else %}{% endif %}": "Line 1: Nothing can follow {% else %}.",
        "{% if a and b or c %}{% endif %}": "Line 1: Use either and or or",
        "{% snippet footer %}": "Line 1: Name the snippet in quotation marks",
        "{% comment %}": "Line 1: {% comment %} has no {% endcomment %}.",
        "{% if a %}" * 11 + "{% endif %}" * 11: "Line 1: Blocks are within blocks",
        "{{ a }}" * 5_001: "Line 1: There is too much in this template.",
        "{{ " + "a" * 301 + " }}": "Line 1: Enter at most 300 characters",
    }
    for template, refusal in cases.items():
        with pytest.raises(Unusable) as error:
            parsed(template)
        assert str(error.value).startswith(refusal), (template[:60], str(error.value))


def test_whatever_is_written_is_read_in_linear_time():
    began = time.process_time()
    for part in ("{", "{{", "{%", "}}", "{{ '", '{{ "" }}', "{% if a %}", "{% variant %}", "{%%}"):
        with suppress(Unusable):
            parsed(part * (100_000 // len(part)))
    assert time.process_time() - began < 2


def test_an_email_that_grows_without_end_is_refused():
    bomb = tuple(
        Snippet(f"s{n}", "", f'{{% snippet "s{n + 1}" %}}' * 20 + "x" * 1_000) for n in range(4)
    )
    with pytest.raises(Refused, match="Too many snippets"):
        render(Source(text='{% snippet "s0" %}', snippets=bomb), ANN)
    long = {**ANN, "custom.note": "x" * 10_000_000}
    with pytest.raises(Refused, match="becomes too large"):
        render(Source(text="{{ custom.note }}" * 50), long)


def test_a_snippet_that_contains_itself_is_refused():
    circle = (Snippet("a", "", '{% snippet "b" %}'), Snippet("b", "", 'x\n{% snippet "a" %}'))
    with pytest.raises(Refused, match="The snippet a contains itself") as error:
        compiled(Source(snippets=circle))
    assert error.value.part == "snippet b"


def test_snippets_are_in_the_form_of_their_part():
    footer = Snippet("footer", "<p><b>{{ sender.name }}</b></p>", "")
    email = render(
        Source(
            html='<i>a</i>{% snippet "footer" %}',
            text='a {% snippet "footer" %}',
            snippets=(footer,),
        ),
        ANN,
    )
    assert "<i>a</i><p><b>Sam Rivera</b></p>" in email.html
    assert email.text == "a Sam Rivera"


def test_values_are_inert_in_every_part():
    hostile = {**ANN, "contact.name": '<img src=x onerror=alert(1)> {{7*7}} "\r\nBcc: a@b.c\u202e'}
    part = "{{ contact.name }}"
    email = render(
        Source(subject=part, preheader=part, html=f'<p title="{part}">{part}</p>', text=part),
        hostile,
    )
    assert email.subject == '<img src=x onerror=alert(1)> {{7*7}} " Bcc: a@b.c'
    assert "<img" not in email.html
    assert "{{7*7}}" in email.html
    assert not re.search("[\r\n\u202e]", email.subject + email.preheader)
    link = render(Source(html='<a href="{{ custom.link }}">x</a>'), {"custom.link": "javascript:a"})
    assert link.links == ()
    assert "javascript" not in link.html


def test_html_keeps_what_mail_shows_and_nothing_that_acts():
    html = """<html><head><title>T</title><style>p{color:red}@media(max-width:9px){p{color:blue}}
    </style><link rel=stylesheet href="file:///etc/passwd"></head><body bgcolor="#eee">
    <script>alert(1)</script><iframe src="https://x.y"></iframe><form><input></form>
    <p onclick="a()">Hi</p><svg><a xlink:href="javascript:a">x</a></svg>
    <a href="JaVaScRiPt:a">j</a><a href="/near">n</a><img src="data:text/html,x" alt="">
    </body></html>"""
    email = render(Source(html=html), ANN)
    assert '<p style="color: red;">Hi</p>' in email.html
    assert "@media" in email.html
    for gone in (
        "script",
        "iframe",
        "form",
        "onclick",
        "svg",
        "data:",
        "passwd",
        "/near",
        "<title>T",
    ):
        assert gone not in email.html, gone


def test_tags_within_tags_without_end_are_refused_before_they_are_read():
    for html in ("<div>" * 30_000, "<b>" * 30_000, "<table><tr><td>" * 5_000, "<div></b>" * 20_000):
        with pytest.raises(Refused, match="more than 150 times"):
            render(Source(html=html), ANN)
    render(Source(html="<p>x" * 5_000 + "<li>x" * 5_000), ANN)


def test_links_are_led_but_for_unsubscribe_addresses_and_phones():
    html = (
        '<a title="a > b" href="https://a.b/?x=1&amp;y=2&copy=3">w</a><a href="mailto:a@b.c">m</a>'
        '<a href="tel:+1">t</a><a href="{{ unsubscribe_url }}">u</a><a name="n">n</a>'
    )
    asked: list[str] = []

    def lead(link: str) -> str:
        asked.append(link)
        return f"https://t.example/?to={len(asked)}&z"

    email = render(Source(html=html), ANN, lead=lead)
    assert asked == ["https://a.b/?x=1&y=2&copy=3"]
    assert email.links == (
        "https://a.b/?x=1&y=2&copy=3",
        "mailto:a@b.c",
        "tel:+1",
        SAMPLES["unsubscribe_url"],
    )
    assert '<a title="a &gt; b" href="https://t.example/?to=1&amp;z">' in email.html
    assert f'<a href="{SAMPLES["unsubscribe_url"]}">' in email.html
    assert "https://a.b/?x=1&y=2&copy=3" in email.text


def test_each_part_follows_from_the_other():
    html = "<h1>Hi</h1><p>One<br>two</p><ul><li>a</li><li>b</li></ul><a href='https://a.b'>Go</a>"
    assert render(Source(html=html), ANN).text == "Hi\n\nOne\ntwo\n\n- a\n\n- b\n\nGo (https://a.b)"
    assert (
        text_of(html_of("a <b>\nc\n\n\n\nSee https://a.b/x.")) == "a <b>\nc\n\nSee https://a.b/x."
    )
    assert 'href="https://a.b/x"' in html_of("See https://a.b/x.")


def test_the_preheader_is_hidden_and_comes_first():
    email = render(Source(preheader="Booth {{ event.booth }} <", html="<p>x</p>"), ANN)
    assert re.search(r"<body><div style=\"display:none[^>]*>Booth 2210 &lt;</div>", email.html)
    assert "Booth" not in email.text
    assert email.size == len(email.html.encode())


def test_a_person_always_gets_the_same_wording_and_people_get_them_evenly():
    source = Source(text="{% variant %}a{% or %}b{% or %}c{% endvariant %}")
    shown = [render(source, ANN, wording=wording(n, "s1")).text for n in range(3_000)]
    assert {each: shown.count(each) for each in "abc"}.keys() == {"a", "b", "c"}
    assert min(shown.count(each) for each in "abc") > 900
    assert wording(7, "s1") == wording(7, "s1") != wording(7, "s2")


def test_no_filter_makes_much_of_little():
    for name, (function, count) in FILTERS.items():
        texts = ["12" if name == "truncate" else "xyz"] * count
        assert len(function("é" * 1_000, *texts)) <= 6_000, name
