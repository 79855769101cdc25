"""The demo's email templates."""

from yardflow.demo.enrollments import SITE

_FOOTER = "\n\n{{ workplace.postal_address }}\nUnsubscribe: {{ unsubscribe_url }}"

TEMPLATES = (
    {
        "name": "Booth invitation",
        "subject": "{{ account.name }} at {{ event.name }}?",
        "preheader": 'Ten minutes at booth {{ event.booth | default: "ours" }}',
        "text": (
            'Hi {{ contact.first_name | default: "there" }},\n\n'
            "{% variant %}Will you be at {{ event.name }}?{% or %}"
            "Are you coming to {{ event.name }}?{% endvariant %} "
            "{% if event.booth %}We're at booth {{ event.booth }}.{% endif %}\n\n"
            "{% if account.industry %}We'd like to show you what others in "
            "{{ account.industry | downcase }} do at their gates. {% endif %}"
            "Would ten minutes on the first day suit you?\n\n{{ sender.name }}" + _FOOTER
        ),
    },
    {
        "name": "Booth reminder",
        "subject": "Ten minutes at {{ event.name }}?",
        "text": (
            'Hi {{ contact.first_name | default: "there" }},\n\n'
            "If ten minutes at {{ event.name }} are too much, this page says it in two:\n"
            + SITE
            + "\n\nWe'd still love to see you"
            "{% if event.booth %} at booth {{ event.booth }}{% endif %}.\n\n"
            "{{ sender.name }}" + _FOOTER
        ),
    },
    {
        "name": "Post-event follow-up",
        "subject": "Good to meet you at {{ event.name }}",
        "text": (
            "Hi {{ contact.first_name }},\n\n"
            "Thank you for your time at {{ event.name }}. You asked how {{ account.name }} could "
            "shorten the wait at the gate: this is how others did it.\n" + SITE + "\n\n"
            "Shall we look at it together next week?\n\n"
            "{{ sender.name }}" + _FOOTER
        ),
    },
)
