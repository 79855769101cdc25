"""The sample lists as they come from a show, whole, in the order people bring them."""

from collections import Counter

import pytest

from tests.fixtures.claims import claims
from tests.fixtures.enrichment import enriched
from yardflow.models import AttendeeSource
from yardflow.services import imports

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]


def test_all_four_lists_are_imported_without_duplicates_and_undone(desk, lists):
    companies = desk.bring(lists / "tradeshow_companies.csv", "accounts")
    assert (companies.rows, companies.bad) == (470, 0)
    assert companies.counts["created"] + companies.counts["duplicate"] == 470
    people = desk.bring(lists / "tradeshow_people.csv")
    assert (people.rows, people.bad, people.counts["accounts_created"]) == (1114, 0, 0)
    scans = desk.bring(lists / "badge_scans.csv")
    assert scans.source["encoding"] == "cp1252" and scans.source["delimiter"] == "semicolon"
    assert (scans.rows, scans.kept_in_notes, scans.counts["accounts_created"]) == (322, 8, 0)
    brought = Counter((row.import_id, row.source) for row in desk.attendees())
    assert brought == {
        (people.id, AttendeeSource.IMPORT): people.counts["attendees_added"],
        (scans.id, AttendeeSource.BADGE_SCAN): scans.counts["attendees_added"],
    }
    people_s_own = [row for row in desk.contacts() if row.email and not row.email_shared]
    emails = [contact.email for contact in people_s_own]
    assert len(emails) == len(set(emails)) > 280
    again = [
        desk.bring(lists / "tradeshow.xlsx", "contacts"),
        desk.bring(lists / "tradeshow.xlsx", "accounts"),
    ]
    assert [view.counts.get("created", 0) for view in again] == [0, 0]
    assert [view.counts.get("updated", 0) for view in again] == [0, 0]
    # While an import has them as well, another's undo leaves them; so those go first.
    for view in (*again, scans, people, companies):
        assert desk.undo(view).counts["undo"]["kept"] == 0
    assert desk.contacts() == desk.accounts() == []


def test_people_who_come_first_bring_their_companies(desk, lists):
    people = desk.bring(lists / "tradeshow.xlsx", "contacts")
    companies = desk.bring(lists / "tradeshow.xlsx", "accounts")
    assert people.counts["accounts_created"] > 400
    assert companies.counts.get("created", 0) < 10


def test_the_samples_for_newcomers_come_in(desk, samples):
    desk.bring(samples / "tradeshow_companies.csv", "accounts")
    people = desk.bring(samples / "tradeshow_people.csv")
    scans = desk.bring(samples / "badge_scans.csv")
    assert people.bad == 0 and scans.kept_in_notes > 0 and scans.counts["duplicate"] > 0
    assert desk.upload(samples / "tradeshow.xlsx", "accounts").rows == 40


@pytest.mark.slow
def test_who_is_enriched_first_on_the_samples_gets_an_address(desk, samples, sandbox, bob):
    desk.bring(samples / "tradeshow_companies.csv", "accounts")
    desk.bring(samples / "tradeshow_people.csv")
    people = {row.last_name: row.id for row in desk.contacts()}
    for last_name, email in (
        ("Guajardo", "dario.guajardo@churchdwight.example"),
        ("montez", "guadalupe_montez@dhlsupplychain.example"),
    ):
        enriched(bob, people[last_name])
        assert email in [row.value for row in claims(people[last_name], field="email")]


def test_what_a_column_can_go_to_is_told_by_name(desk):
    assert ("company", "Company") in imports.choices("accounts")
    assert imports.label_of("is_ops") == "Persona: Ops" and imports.label_of("") == ""
