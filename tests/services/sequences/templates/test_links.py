"""The links of a template are followed by a job, and dead ones are named beside its problems."""

import pytest

from yardflow import clock, jobs
from yardflow.errors import NotFound, TooMany
from yardflow.services.sequences.templates import library, links, pinning, problems

FOOTER = '<p>{{ workplace.postal_address }} <a href="{{ unsubscribe_url }}">No more</a></p>'
HTML = """
<a href="https://acme.com/">Home</a> <a href="https://acme.com/gone">Offer</a>
<a href="https://acme.com/moved">Old</a> <a href="https://acme.com/closed">Shop</a>
<a href="https://acme.com/for/{{ account.domain }}">Yours</a>
{% if account.domain %}<a href="https://{{ account.domain }}/">You</a>{% endif %}
<a href="https://acme.com/plain?who={{ contact.first_name | url_encode }}">Sign up</a>
{% variant %}<a href="https://acme.com/a">A</a>
{% or %}<a href="https://acme.com/b">B</a>{% endvariant %}
{% if account.industry == "Logistics" %}<a href="https://acme.com/moved">Again</a>{% endif %}
<a href="mailto:ann@acme.com">Write</a> <a href="tel:+1">Call</a> <a href="http://127.0.0.1/">In</a>
"""


@pytest.fixture
def template(session, bob):
    row = library.create(session, bob, {"name": "Links", "subject": "Hi", "html": HTML + FOOTER})
    session.commit()
    return row


def follow(session, who, template_id: int) -> dict[str, str]:
    job_id = links.check(session, who, template_id)
    session.commit()
    assert links.report(session, who, template_id).checking
    jobs.perform(job_id, links.run)
    report = links.report(session, who, template_id)
    assert not report.checking
    return {each.url: each.verdict.value for each in report.links}


def test_each_link_is_followed_and_what_is_gone_named_without_keeping_the_template(
    session, bob, template, sandbox, calls
):
    sandbox.put_website("acme.com", "<title>Acme</title>")
    before = links.report(session, bob, template.id)
    assert (before.checked_at, {each.verdict.value for each in before.links}) == (
        None,
        {"not_checked"},
    )
    assert follow(session, bob, template.id) == {
        "https://acme.com/": "reachable",
        "https://acme.com/gone": "gone",
        "https://acme.com/moved": "moved",
        "https://acme.com/closed": "not_checked",
        "https://acme.com/for/acme.example": "not_checked",
        "https://acme.example/": "not_checked",
        "https://acme.com/plain?who=Ann": "reachable",
        "http://127.0.0.1/": "not_checked",
        "https://acme.com/a": "reachable",
        "https://acme.com/b": "reachable",
    }
    program, path = calls(bob), f"/api/templates/{template.id}"
    shown = {each["url"]: each for each in program.get(f"{path}/links").json()["links"]}
    assert shown["https://acme.com/moved"]["leadsTo"] == "https://acme.com/"
    assert shown["https://acme.com/for/acme.example"]["reason"] == "It depends on the contact."
    assert "not a public name" in shown["http://127.0.0.1/"]["reason"]
    (dead,) = program.get(f"{path}/problems").json()
    assert (dead["blocks"], dead["part"]) == (False, "html")
    assert dead["text"].startswith("The link https://acme.com/gone is dead. The page is not there")
    assert problems.publishable(session, template.version_id) == []
    assert pinning.remarks(session, bob, {template.id})[template.id][-1].text == dead["text"]

    # What is saved next has another link, and what is known of the others stays.
    html = HTML.replace("/gone", "/new") + FOOTER
    library.update(session, bob, template.id, None, {"html": html})
    session.commit()
    known = {each.url: each.reason for each in links.report(session, bob, template.id).links}
    assert known["https://acme.com/new"] == "Not checked yet."
    assert known["https://acme.com/moved"] == ""
    assert program.get(f"{path}/problems").json() == []


def test_checks_are_few_and_one_at_a_time(session, alice, bob, template, sandbox):
    first = links.check(session, bob, template.id)
    session.commit()
    assert links.check(session, alice, template.id) == first
    jobs.perform(first, links.run)
    with clock.at(clock.now()):
        for _ in range(4):
            jobs.perform(links.check(session, bob, template.id), links.run)
            session.commit()
        ended = links.check(session, alice, template.id)
        session.commit()
        jobs.perform(ended, links.run)
    many = "".join(f'<a href="https://acme.com/{n}">{n}</a>' for n in range(60))
    library.update(session, bob, template.id, None, {"html": many + FOOTER})
    session.commit()
    listed = links.report(session, bob, template.id).links
    assert [each.reason for each in listed].count("Only the first 50 links are checked.") == 10
    with pytest.raises(NotFound):
        links.check(session, bob, 999)


def test_a_person_asks_five_times_a_minute(session, bob, sandbox):
    ids = [library.create(session, bob, {"name": f"T{n}", "text": "x"}).id for n in range(6)]
    for template_id in ids[:5]:
        links.check(session, bob, template_id)
    with pytest.raises(TooMany):
        links.check(session, bob, ids[5])
