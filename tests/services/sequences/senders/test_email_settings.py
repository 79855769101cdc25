"""What an ADMIN decides about all email."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from yardflow.errors import Conflict, Forbidden, Invalid
from yardflow.models import AuditEntry
from yardflow.services.sequences.decisions.facts import Policy
from yardflow.services.sequences.senders import email_settings


def test_the_deployment_s_address_stands_until_someone_decides(session, set_up):
    set_up(COMPANY_ADDRESS="1 Main St, Springfield")
    settings = email_settings.read(session)
    assert settings.postal_address == "1 Main St, Springfield"
    assert settings.policy == Policy(2, None, 1)


def test_decisions_are_kept_and_noted_in_the_audit_log(session, alice):
    saved = email_settings.save(
        session,
        alice,
        0,
        {
            "postal_address": "1 Main St\r\nSpringfield",
            "tracking_host": "https://Go.Acme.com/",
            "person_per_week": "3",
            "domain_per_day": "1,000",
            "first_touches_per_day": "",
            "lawful_bases": ["Contract", "Consent"],
        },
    )
    assert saved.postal_address == "1 Main St\nSpringfield"
    assert saved.tracking_host == "https://go.acme.com"
    assert saved.policy == Policy(3, 1_000, None, frozenset({"Consent", "Contract"}))
    session.flush()
    session.expire_all()
    assert email_settings.stored(session) == (saved, 1)
    (entry,) = session.exec(select(AuditEntry))
    assert entry.after["first_touches_per_day"] is None


def test_what_is_not_valid_is_named(session, alice):
    for values in (
        {"tracking_host": "http://go.acme.com"},
        {"tracking_host": "https://go.acme.com/path"},
        {"tracking_host": "https://go.acme.com?x=1"},
        {"tracking_host": "https://localhost"},
        {"tracking_host": "https://user@go.acme.com"},
        {"tracking_host": "javascript:x"},
        {"postal_address": "x" * 501},
        {"person_per_week": "0"},
        {"person_per_week": ""},
        {"domain_per_day": "0"},
        {"first_touches_per_day": "many"},
        {"lawful_bases": []},
        {"lawful_bases": "Consent"},
        {"lawful_bases": ["Consent", "No basis"]},
        {"lawful_bases": ["Consent", 7]},
    ):
        with pytest.raises(Invalid) as problem:
            email_settings.save(session, alice, None, values)
        assert set(problem.value.fields) == set(values)


def test_only_an_admin_decides_and_the_later_of_two_is_told(session, alice, bob):
    email_settings.save(session, alice, 0, {"person_per_week": 3})
    session.flush()
    with pytest.raises(Conflict):
        email_settings.save(session, alice, 0, {"person_per_week": 4})
    for ask in (email_settings.shown, lambda *who: email_settings.save(*who, None, {})):
        with pytest.raises(Forbidden):
            ask(session, bob)


def test_what_can_t_be_read_is_as_if_no_one_had_decided_it(session, alice):
    email_settings.save(session, alice, None, {"person_per_week": 3, "postal_address": "1 Main St"})
    session.flush()
    session.execute(text("""UPDATE setting SET value = value || '{"person_per_week": []}'"""))
    session.expire_all()
    settings = email_settings.read(session)
    assert (settings.person_per_week, settings.postal_address) == (2, "1 Main St")
