"""What the emails of many share, with the texts of one put in, is what that person gets alone."""

from html import unescape

from tests.fixtures.rows import each_row
from yardflow.services.sequences.templates.rendering import Snippet, Source, render
from yardflow.services.sequences.templates.skeletons import KEY, Letter, Skeletons, new_mark, tag
from yardflow.services.sequences.templates.variables import SAMPLES, UNSUBSCRIBE

LINK = "https://yardflow.example/api/unsubscribe/"
PEOPLE = [
    {"contact.first_name": first, "account.name": account, "custom.note": note}
    for first, account, note in (
        ("Ann", "Acme", "hello"),
        ("Bob", "Müller & Söhne", "a\nb\n\nc"),
        ("", "<b>Bold</b> & <script>x</script>", ""),
        ('"Zoë"', "O'Neil's", "https://acme.example/a?b=c&d"),
        ("עברית", "株式会社", "javascript:alert(1)"),
        ("$1 \\1 %s {0} {{7*7}}", "-yf00000000h0-", "Acme.example/path"),
        ("Acme", "Acme", "two  spaces \u00a0 and nbsp"),
        ("👩‍🚀", "x" * 3_000, "color:red;</style><p>"),
    )
]
SNIPPETS = (
    Snippet("sign", "<p><b>{{ account.name }}</b> {{ sender.name }}</p>", ""),
    Snippet("plain", "", "Dear {{ contact.first_name }}\nof {{ account.name }}"),
)
BODIES = (
    "<p>Hi {{ contact.first_name }} of {{ account.name }}, {{ contact.first_name | upcase }}</p>",
    "{% if custom.note %}<p>{{ custom.note }}</p>{% else %}<p>None</p>{% endif %}",
    '{% snippet "sign" %}<p title="x">{{ event.name }}</p>{% snippet "plain" %}',
    '<a href="https://acme.example/?of={{ account.name | url_encode }}">{{ account.name }}</a>',
    '<a href="mailto:{{ contact.email }}">{{ contact.email }}</a>',
    # Whatever stands here must be seen by the cleaner.
    '<a href="{{ custom.note }}">{{ contact.first_name }}</a>',
    '<a href="https://{{ custom.note }}/x">go</a><a href="https://x.example">{{ custom.note }}</a>',
    '<p style="{{ custom.note }}" class="a">{{ contact.first_name }}</p>',
    "<style>p { {{ custom.note }} }</style><p>{{ contact.first_name }}</p>",
    "<style>p { color: red }</style><p>{{ contact.first_name }} &lt;{{ account.name }}&gt;</p>",
    '<img src="https://x.example/a.png" alt="{{ account.name }}"><p>{{ account.name }}</p>',
    "<{{ contact.first_name }}>{{ account.name }}<p>",
    "<p {{ custom.note }}><a href={{ custom.note }}>{{ account.name }}</a></p>",
    "<!-- {{ account.name }} --><script>{{ custom.note }}</script><p>{{ account.name }}</p>",
    "{% variant %}<p>{{ account.name }}</p>{% or %}<p>Dear {{ custom.note }}</p>{% endvariant %}",
)
SOURCES = [
    Source("{{ contact.first_name }}", "{{ account.name }} {{ custom.note }}", html, "", SNIPPETS)
    for html in BODIES
] + [
    Source("{{ account.name }}", "", "", "Hi {{ account.name }},\n\n{{ custom.note }}\n\nhttps://a.b"),
    Source("{{ account.name }}", "", "<p>x</p>", 'Hi {{ account.name }} {% snippet "sign" %}',
           SNIPPETS),
]  # fmt: skip


def letters(source: Source, people: list[dict[str, str]], mark: str) -> list[Letter]:
    made = Skeletons(source, mark, str)
    link = {UNSUBSCRIBE: LINK + tag(mark, KEY)}
    return [
        made.letter({**SAMPLES, **person, **link}, {KEY: f"key-{n}"}, n)
        for n, person in enumerate(people)
    ]


@each_row("source", SOURCES)
def test_texts_put_into_a_shared_skeleton_make_the_email_that_each_person_gets_alone(source):
    ending = '<p><a href="{{ unsubscribe_url }}">No more</a></p>'
    if source.html:
        source = Source(
            source.subject, source.preheader, source.html + ending, source.text, SNIPPETS
        )
    for number, letter in enumerate(letters(source, PEOPLE, new_mark())):
        values = {**SAMPLES, **PEOPLE[number], UNSUBSCRIBE: f"{LINK}key-{number}"}
        whole = render(source, values, wording=number)
        html, text = letter.filled()
        assert letter.subject == whole.subject and text == whole.text
        # A quotation mark in a text is written either way.
        assert unescape(html) == unescape(whole.html)
        assert html.count("<") == whole.html.count("<")


# Texts that are equal to others, can't stand in a tag, or are blank, in each pair.
TEXTS = ("Ann", "Acme", "ANN", "", "there", "a\nb", "https://acme.example/", " Ann ", "-yf0h0-")
ALIKE = (
    "<p>{{ contact.first_name }} {{ account.name }} {{ contact.first_name }} {{ event.name }}</p>",
    "<p>{{ contact.first_name | default: 'there' }} {{ account.name }}</p>",
    "<p>{{ contact.first_name | upcase }} {{ account.name }}</p>",
    "<p>{{ contact.first_name | default: account.name }} {{ account.name }}</p>",
    "<p>{{ event.name | append: contact.first_name }} {{ account.name }}</p>",
    "{% if contact.first_name == 'Ann' %}<b>{{ account.name }}</b>{% else %}no{% endif %}",
    "{% variant %}{{ account.name }}{% or %}{{ contact.first_name }}{% or %}x{% endvariant %}",
    '{% snippet "sign" %}{% snippet "plain" %}{{ contact.first_name }}',
    '<p title="{{ account.name }}">{{ contact.first_name }}</p>',
    '<a href="mailto:{{ account.name }}">{{ contact.first_name }}</a>',
)


@each_row("body", ALIKE)
def test_who_is_written_to_after_others_gets_what_they_would_get_first(body):
    ending = '<p><a href="{{ unsubscribe_url }}">No more</a></p>'
    source = Source("{{ account.name }}", "{{ contact.first_name }}", body + ending, "", SNIPPETS)
    people = [
        {"contact.first_name": one, "account.name": other} for one in TEXTS for other in TEXTS
    ]
    for number, letter in enumerate(letters(source, people, new_mark())):
        values = {**SAMPLES, **people[number], UNSUBSCRIBE: f"{LINK}key-{number}"}
        whole = render(source, values, wording=number)
        html, text = letter.filled()
        assert (letter.subject, text) == (whole.subject, whole.text)
        assert unescape(html) == unescape(whole.html)


def test_people_share_a_skeleton_unless_more_than_their_texts_differs():
    plain = [{"contact.first_name": f"Ann{n}", "account.name": f"C&{n}"} for n in range(5)]

    def shared(body: str, people: list[dict[str, str]] = plain) -> int:
        source = Source("Hi {{ contact.first_name }}", "{{ account.name }}", body)
        return len({id(each.skeleton) for each in letters(source, people, new_mark())})

    assert (
        shared("<p>{{ contact.first_name }} {{ account.name }} {{ contact.first_name }}</p>") == 1
    )
    assert shared('<a href="{{ unsubscribe_url }}">{{ account.name }}</a>') == 1
    assert shared('<a href="mailto:{{ account.name }}@acme.com">x</a>') == 1
    assert shared("{% if contact.first_name == 'Ann1' %}x{% endif %}{{ account.name }}") == 2
    assert shared('<p title="{{ account.name }}">x</p>') == 5
    assert shared('<a href="https://x.example/{{ account.name }}">x</a>') == 5
    blank = [{**each, "account.name": ""} for each in plain]
    assert shared("<p>{{ account.name | default: 'x' }}{{ account.name }}</p>", blank) == 1


def test_who_writes_a_text_can_not_write_anothers_tag():
    source = Source("x", "", "<p>{{ contact.first_name }} {{ account.name }}</p>")
    mark = new_mark()
    assert mark != new_mark()
    forged = {"contact.first_name": f"{'-yf00000000'}h1-", "account.name": "secret"}
    (letter,) = letters(source, [forged], mark)
    assert letter.filled()[0].count("secret") == 1
