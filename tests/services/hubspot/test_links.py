"""Which record is which in HubSpot, and what happens when records there are merged or deleted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, TARGET
from tests.fixtures.rows import each_row
from yardflow import clock, config, db
from yardflow.models import Account, LinkState, Target, Tombstone
from yardflow.services.access import Principal
from yardflow.services.hubspot.links import store, tombstones
from yardflow.services.hubspot.links.matching import Clue, Match, Ours, Theirs, match
from yardflow.services.records import contacts, deletion

LINKED, DUPLICATE, ARCHIVED, ERASED = LinkState
ANN = Ours(1, email="ann@acme.com")


@each_row(
    ("ours", "theirs", "expected"),
    [
        (Ours(1, hubspot_id="7"), [Theirs("7")], Match("7", Clue.ID)),
        # A merged id leads to the record that it is part of.
        (Ours(1, hubspot_id="5"), [Theirs("7", merged_ids=("5", "6"))], Match("7", Clue.ID)),
        (ANN, [Theirs("7", emails=("Ann@Acme.com ",))], Match("7", Clue.EMAIL)),
        (ANN, [Theirs("7", emails=("", "ann@acme.com"))], Match("7", Clue.EMAIL)),
        (ANN, [Theirs("7", emails=("a@b.com", "ann@acme.com"))], Match("7", Clue.OTHER_EMAIL)),
        # Whose main address it is comes before who has it beside another.
        (
            ANN,
            [Theirs("7", emails=("a@b.com", "ann@acme.com")), Theirs("8", emails=(ANN.email,))],
            Match("8", Clue.EMAIL),
        ),
        (
            Ours(1, hubspot_id="9", email=ANN.email),
            [Theirs("8", emails=(ANN.email,)), Theirs("9")],
            Match("9", Clue.ID),
        ),
        (Ours(1, domain="acme.com"), [Theirs("7", domains=("acme.com",))], Match("7", Clue.DOMAIN)),
        (
            Ours(1, domain="acme.com"),
            [Theirs("7", domains=("uk.acme.com",)), Theirs("8", domains=("www.Acme.com",))],
            Match("8", Clue.DOMAIN),
        ),
        (
            Ours(1, domain="acme.com"),
            [Theirs("7", domains=("other.com", "uk.acme.com"))],
            Match("7", Clue.DOMAIN),
        ),
        # What says nothing of anyone.
        (Ours(1), [Theirs("7", emails=("",), domains=("",))], None),
        (Ours(1, domain="gmail.com"), [Theirs("7", domains=("gmail.com",))], None),
        (Ours(1, hubspot_id="5"), [Theirs("7")], None),
        (ANN, [], None),
    ],
)
def test_a_record_is_known_by_its_surest_clue(
    ours: Ours, theirs: list[Theirs], expected: Match | None
):
    assert match([ours], theirs, {}).get(1) == expected


def test_two_of_ours_with_the_same_address_are_the_same_one_there():
    both = [Ours(1, email="info@acme.com"), Ours(2, email="info@acme.com")]
    matches = match(both, [Theirs("7", emails=("info@acme.com",))], {})
    assert matches == {1: Match("7", Clue.EMAIL), 2: Match("7", Clue.EMAIL, shared_with=1)}


def test_whoever_is_linked_already_stays_so():
    matches = match([ANN], [Theirs("7", emails=(ANN.email,))], {"7": 99})
    assert matches == {1: Match("7", Clue.EMAIL, shared_with=99)}
    assert match([ANN], [Theirs("7", emails=(ANN.email,))], {"7": 1})[1].shared_with is None


def link_of(session: Session, contact_id: int) -> tuple[str, LinkState]:
    """The id and the state of a contact's link."""
    session.expire_all()
    link = store.of(session, CONTACT, [contact_id])[contact_id]
    return link.hubspot_id, link.state


@pytest.fixture
def people(acme: Account, work_at: Callable[..., list[int]]) -> list[int]:
    """Three at Acme."""
    return work_at(acme, ["Ann Lee", "Bea Moss", "Cleo Park"])


def test_a_second_of_ours_is_linked_as_a_duplicate_with_a_word(session: Session, people):
    ann, bea, _ = people
    assert store.link(session, CONTACT, ann, "7").state == LINKED
    second = store.link(session, CONTACT, bea, "7")
    assert (second.hubspot_id, second.state) == ("7", DUPLICATE)
    assert second.note == (
        "Another contact here is the same one in HubSpot. Only that one is synced."
    )
    assert store.owners(session, CONTACT, ["7", "8"]) == {"7": ann}


def test_a_link_stays_as_it_is(session: Session, people):
    store.link(session, CONTACT, people[0], "7")
    assert store.link(session, CONTACT, people[0], "8").hubspot_id == "7"


def test_a_deal_is_of_one_target(session: Session, acme: Account):
    target = session.exec(select(Target)).one()
    assert store.link(session, TARGET, target.id, "7").state == LINKED
    assert store.of(session, ACCOUNT, [target.id]) == {}


def test_of_two_at_the_same_moment_one_is_synced(session: Session, people):
    def link(contact_id: int) -> LinkState:
        with db.session() as current:
            return store.link(current, CONTACT, contact_id, "7").state

    with ThreadPoolExecutor(3) as pool:
        states = sorted(pool.map(link, people))
    assert states == [DUPLICATE, DUPLICATE, LINKED]


def test_merged_records_are_one_and_later_merges_are_followed(session: Session, people):
    ann, bea, _ = people
    for contact_id, hubspot_id in zip(people, ("1", "2", "3"), strict=True):
        store.link(session, CONTACT, contact_id, hubspot_id)
    store.follow_merge(session, CONTACT, ["1", "2"], "2", clock.now())
    assert link_of(session, bea) == ("2", LINKED)
    assert link_of(session, ann) == ("2", DUPLICATE)
    store.follow_merge(session, CONTACT, ["2", "3"], "9", clock.now())
    assert {link_of(session, each)[0] for each in people} == {"9"}
    assert [link_of(session, each)[1] for each in people].count(LINKED) == 1
    assert store.current_ids(session, CONTACT, ["1", "2", "3", "4"]) == {
        **dict.fromkeys("123", "9"),
        "4": "4",
    }


def test_a_merge_that_is_heard_of_twice_changes_nothing(session: Session, people):
    ann, bea, _ = people
    store.link(session, CONTACT, ann, "1")
    store.link(session, CONTACT, bea, "2")
    for _ in range(2):
        store.follow_merge(session, CONTACT, ["1", "2"], "2", clock.now())
        assert (link_of(session, bea)[1], link_of(session, ann)[1]) == (LINKED, DUPLICATE)


def test_who_is_linked_by_an_old_id_gets_the_new_one(session: Session, people):
    store.follow_merge(session, CONTACT, ["1"], "2", clock.now())
    assert store.link(session, CONTACT, people[0], "1").hubspot_id == "2"


def test_only_the_one_of_a_merge_that_we_have_moves(session: Session, people):
    store.link(session, CONTACT, people[0], "1")
    store.follow_merge(session, CONTACT, ["1"], "2", clock.now())
    assert link_of(session, people[0]) == ("2", LINKED)


def test_a_merge_gives_what_was_archived_a_record_again(session: Session, people):
    store.link(session, CONTACT, people[0], "1")
    now = clock.now()
    store.set_state(session, CONTACT, "1", ARCHIVED, now + timedelta(seconds=1))
    store.follow_merge(session, CONTACT, ["1"], "2", now + timedelta(seconds=2))
    assert link_of(session, people[0]) == ("2", LINKED)


def test_what_is_archived_stays_here_and_can_be_restored(session: Session, people):
    store.link(session, CONTACT, people[0], "1")
    now = clock.now()
    store.set_state(session, CONTACT, "1", ARCHIVED, now + timedelta(minutes=1))
    link = store.of(session, CONTACT, people)[people[0]]
    assert link.note == "It was deleted in HubSpot. It stays here, and isn't synced anymore."
    assert store.gone(session, CONTACT, ["1"]) == set()
    store.set_state(session, CONTACT, "1", LINKED, now + timedelta(minutes=2))
    assert link_of(session, people[0]) == ("1", LINKED)
    assert store.of(session, CONTACT, people)[people[0]].note == ""


def test_a_late_word_of_an_earlier_change_changes_nothing(session: Session, people):
    store.link(session, CONTACT, people[0], "1")
    now = clock.now()
    store.set_state(session, CONTACT, "1", LINKED, now + timedelta(minutes=2))
    store.set_state(session, CONTACT, "1", ARCHIVED, now + timedelta(minutes=1))
    assert link_of(session, people[0]) == ("1", LINKED)


def test_who_was_erased_there_stays_erased(session: Session, people):
    store.link(session, CONTACT, people[0], "1")
    now = clock.now()
    store.set_state(session, CONTACT, "1", ERASED, now)
    store.set_state(session, CONTACT, "1", LINKED, now + timedelta(minutes=1))
    store.follow_merge(session, CONTACT, ["1"], "2", now + timedelta(minutes=2))
    assert link_of(session, people[0])[1] == ERASED
    assert store.gone(session, CONTACT, ["1", "2"]) == {"2"}


def test_what_was_deleted_here_is_not_created_again_and_an_undo_links_it(
    session: Session, alice: Principal, people
):
    ann = people[0]
    store.link(session, CONTACT, ann, "1")
    deletion_id = contacts.delete(session, alice, ann)
    session.commit()
    assert store.gone(session, CONTACT, ["1", "2"]) == {"1"}
    deletion.undo(session, alice, deletion_id)
    session.commit()
    assert link_of(session, ann) == ("1", LINKED)


def test_a_new_contact_takes_over_the_link_of_a_deleted_one(
    session: Session, alice: Principal, people
):
    ann, bea, _ = people
    store.link(session, CONTACT, ann, "1")
    contacts.delete(session, alice, ann)
    assert store.link(session, CONTACT, bea, "1").state == LINKED
    assert store.owners(session, CONTACT, ["1"]) == {"1": bea}


@pytest.mark.parametrize(
    "values",
    [
        "('contact', '1', NULL, 1), ('contact', '1', NULL, 2)",
        "('contact', '1', NULL, 1), ('contact', '2', NULL, 1)",
        "('account', '1', NULL, 1)",
        "('contact', 'abc', NULL, 1)",
        "('contact', '', NULL, 1)",
    ],
)
def test_the_database_holds_the_rules_of_links(session: Session, people, values: str):
    rows = values.replace(")", ", now(), now())")
    with pytest.raises(IntegrityError):
        session.execute(
            text(
                "INSERT INTO hubspot_link (record, hubspot_id, account_id, contact_id, state_at,"
                f" linked_at) VALUES {rows}"
            )
        )


def test_an_erased_address_is_known_by_nothing_but_its_hash(session: Session):
    tombstones.add(session, ["Ann@acme.com", "ann@acme.com ", ""])
    tombstones.add(session, ["ann@acme.com"])
    assert tombstones.erased(session, ["ANN@acme.com", "bea@acme.com", ""]) == {"ANN@acme.com"}
    (stone,) = session.exec(select(Tombstone)).all()
    assert "ann" not in stone.digest and len(stone.digest) == 64


def test_without_the_key_no_hash_can_be_guessed(session: Session, monkeypatch):
    before = tombstones.digest("ann@acme.com")
    monkeypatch.setenv("AUTH_SECRET", "another secret, just as long as the first")
    config.settings.cache_clear()
    try:
        assert tombstones.digest("ann@acme.com") != before
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()
