"""What keeps a template from being published."""

from yardflow.services.sequences.templates.problems import problems
from yardflow.services.sequences.templates.rendering import Source

FOOTER = "{{ workplace.postal_address }} {{ unsubscribe_url }}"
HTML_FOOTER = '{{ workplace.postal_address }} <a href="{{ unsubscribe_url }}">Unsubscribe</a>'


def said(**parts: str) -> list[str]:
    source = Source(**{"subject": "Hi", "text": f"Hello. {FOOTER}", **parts})
    return [f"{each.part}:{each.line} {each.text}" for each in problems(source)]


def test_each_kind_is_named_once_with_its_part():
    cases = {
        "html:0 It has": {"html": f"<p>{'long ' * 25_000}</p>{HTML_FOOTER}"},
        "subject:0 Enter a subject.": {"subject": ""},
        "html:0 Write the email.": {"text": ""},
        "text:2 contact.nickname is not a variable.": {
            "text": f"\n{{{{ contact.nickname }}}}{FOOTER}"
        },
        "text:1 custom.size is not a variable: there are no custom fields.": {
            "text": f'{{{{ custom.size | default: "a" }}}} {FOOTER}'
        },
        "html:1 The snippet none doesn't exist.": {"html": '{% snippet "none" %}' + HTML_FOOTER},
        "html:0 1 image without a description": {"html": f'<img src="https://a.b/c">{HTML_FOOTER}'},
        "html:0 1 link leads nowhere.": {"html": f'<a href="www.a.b">x</a>{HTML_FOOTER}'},
        "html:0 2 links lead nowhere.": {"html": f'<a href="ftp://a">x</a><a>y</a>{HTML_FOOTER}'},
        "html:0 Add {{ unsubscribe_url }}": {
            "html": "{{ workplace.postal_address }} {{ unsubscribe_url }}"
        },
        "html:0 Add {{ workplace.postal_address }}": {
            "html": '<a href="{{ unsubscribe_url }}">x</a>'
        },
        "text:0 Add {{ unsubscribe_url }}": {"text": "{{ workplace.postal_address }}"},
        "text:0 }} is left over.": {"text": f"contact.name }}}} {FOOTER}"},
        "html:0 }} is left over.": {"html": f"<p>contact.name }}}}</p>{HTML_FOOTER}"},
        "subject:0 [[ is left over.": {"subject": "Hi [[name"},
        "text:1 {{ has no }}.": {"text": "{{ contact.name"},
    }
    for sentence, parts in cases.items():
        assert sum(each.startswith(sentence) for each in said(**parts)) == 1, (
            sentence,
            said(**parts),
        )


def test_what_only_some_people_get_does_not_count():
    assert said(text="{% if account.industry %}" + FOOTER + "{% endif %}")
    assert said(text="{% variant %}" + FOOTER + "{% or %}x{% endvariant %}")
    assert said(text="{% variant %}a{% or %}b{% endvariant %}" + FOOTER) == []


def test_a_good_template_has_none():
    assert said(html=f'<img src="https://a.b/c" alt="">{HTML_FOOTER}') == []
    assert said() == []


def test_a_booking_link_leads_somewhere_because_whoever_has_none_gets_no_email():
    book = '<a href="{{ sender.booking_url }}">Book</a>'
    assert said(html=f"<p>{book}</p>{HTML_FOOTER}") == []
