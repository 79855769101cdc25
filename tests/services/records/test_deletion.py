"""Deleting records and undoing that: all is back as it was, and what others did stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, select

from tests.conftest import person
from tests.fixtures.product import until
from tests.fixtures.records import company
from tests.fixtures.tables import tables
from tests.services.records.test_event_lists import different
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, db
from yardflow.errors import Conflict, NotFound
from yardflow.models import (
    Account,
    Answer,
    Attendee,
    BrakeNotice,
    Charge,
    ChargeStatus,
    Claim,
    ClaimStatus,
    CompanyQuestion,
    Contact,
    DeletedRow,
    Deletion,
    EmailPattern,
    EmailStatus,
    EnrichmentRun,
    Enrollment,
    EnrollmentChange,
    EnrollmentRule,
    Event,
    Hold,
    HubSpotDeal,
    HubSpotDecision,
    HubSpotLink,
    HubSpotTimelineEntry,
    HubSpotWrite,
    Import,
    ImportChoice,
    ImportKind,
    ImportStatus,
    Meeting,
    Message,
    Note,
    PlacedBy,
    RecordKind,
    Reply,
    ReplyFile,
    ReplyKind,
    Role,
    RuleOccurrence,
    RuleOutcome,
    RuleTrigger,
    RunStatus,
    ScoreChange,
    Sequence,
    SequenceTask,
    SequenceVersion,
    SplitWay,
    SyncAction,
    SyncedRecord,
    Target,
)
from yardflow.services.records import accounts, contacts, deletion, icp, notes, targets
from yardflow.services.records.deletion.tables import FILLED_IN, owned, references
from yardflow.services.records.selection import Selection

pytestmark = pytest.mark.usefixtures("database")
ACCOUNTS, CONTACTS = RecordKind.ACCOUNT, RecordKind.CONTACT


@pytest.fixture
def ann(acme: Account, works_at: Callable[..., int]) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="COO", personas=["ExecOps"])


@pytest.fixture
def world(session: Session, bob, acme: Account, ann: int, techexpo: Event, works_at) -> None:
    """Every table that refers to Acme and Ann has rows about them, and about others too."""
    joe = works_at(acme, "Joe Smith")
    birch = company(session, techexpo, "Birch")
    zoe = works_at(birch, "Zoe Quinn", email="info@birch.com", email_shared=True)
    listed = Import(
        event_id=techexpo.id,
        kind=ImportKind.CONTACTS,
        filename="list.csv",
        size=1,
        status=ImportStatus.DRAFT,
        made_by=bob.user_id,
    )
    session.add(listed)
    session.flush()
    session.execute(text("UPDATE attendee SET import_id = :id, version = 3"), {"id": listed.id})
    session.execute(text("UPDATE target SET stage = 'Won', version = 2, updated_at = now()"))
    session.add(ImportChoice(import_id=listed.id, name_key="acme", account_id=acme.id))
    session.add(ScoreChange(account_id=acme.id, old=0, new=7, why="Before", user_id=bob.user_id))
    pattern = {"pattern": "{first}", "samples": 2, "agreeing": 1, "confidence": Decimal("0.50")}
    session.add(EmailPattern(account_id=acme.id, domain="acme.com", **pattern))
    for contact_id in (ann, joe, zoe):
        _researched(session, contact_id, techexpo)
    session.add(_claim(session, ann, account_id=acme.id, field="industry"))
    run_id = session.exec(select(EnrichmentRun.id).where(EnrichmentRun.contact_id == ann)).one()
    shown = {"facts": ["Acme"], "providers": ["openai"]}
    session.add(CompanyQuestion(account_id=acme.id, run_id=run_id, **shown))
    _in_sequence(session, acme, ann, techexpo, bob.user_id)
    _synced(session, ann)
    session.commit()
    notes.add(session, bob, "Wants a demo\n\tof “Yard”", contact_id=ann, event_id=techexpo.id)
    notes.add(session, bob, "A key account", account_id=acme.id)
    session.execute(text("UPDATE note SET import_id = :id WHERE id = 1"), {"id": listed.id})
    session.execute(
        text("UPDATE contact SET version = 5, owner_id = :id, created_at = now() - interval '1 d'"),
        {"id": bob.user_id},
    )
    icp.recalculate(session, [acme.id, birch.id], "Set up")
    session.commit()


def _synced(session: Session, ann: int) -> None:
    """Ann is linked with HubSpot, a sync decided about her title, and Acme has a deal there."""
    session.add(HubSpotLink(record=SyncedRecord.CONTACT, hubspot_id="7", contact_id=ann))
    about = {"contact_id": ann, "property": "jobtitle"}
    texts = {"field": "title", "ours": "CTO", "theirs": "VP", "why": "It was changed here later."}
    session.add(HubSpotDecision(**about, **texts, action=SyncAction.KEEP))
    session.add(HubSpotWrite(**about, value="CTO"))
    target_id = session.exec(select(Target.id)).first()
    session.add(HubSpotDeal(target_id=target_id, amount=Decimal("12500.50")))


def _in_sequence(session: Session, acme: Account, ann: int, event: Event, user_id: int) -> None:
    """Ann is in a sequence, was mailed, and is to be called; her account is on hold."""
    sequence, sender = Sequence(name="Follow-up"), sender_of(session)
    session.add(sequence)
    session.flush()
    version = SequenceVersion(sequence_id=sequence.id, number=1)
    session.add(version)
    session.flush()
    enrollment = Enrollment(
        sequence_id=sequence.id,
        version_id=version.id,
        contact_id=ann,
        sender_id=sender,
        step="intro",
        due_at=clock.now(),
    )
    session.add(enrollment)
    session.flush()
    session.add(EnrollmentChange(enrollment_id=enrollment.id, step="intro", what="Enrolled"))
    session.add(
        SequenceTask(enrollment_id=enrollment.id, step="call", kind="call", title="Call Ann")
    )
    message = Message(
        enrollment_id=enrollment.id,
        sequence_id=sequence.id,
        step="intro",
        contact_id=ann,
        account_id=acme.id,
        sender_id=sender,
        address="ann@acme.com",
    )
    session.add(message)
    session.flush()
    _talked(session, message, user_id)
    rule = EnrollmentRule(
        sequence_id=sequence.id, trigger=RuleTrigger.ATTENDEE_MET, sender_ids=[sender]
    )
    session.add(rule)
    session.flush()
    session.add(RuleOccurrence(rule_id=rule.id, event_id=event.id, account_id=acme.id))
    session.add(RuleOccurrence(rule_id=rule.id, event_id=event.id, contact_id=ann))
    outcome = {"event_id": event.id, "outcome": "enrolled", "occurrence_id": 1}
    session.add(RuleOutcome(rule_id=rule.id, contact_id=ann, **outcome))
    session.add(Hold(account_id=acme.id, reason="In talks"))
    session.add(Hold(contact_id=ann, reason="On leave"))
    session.add(Hold(enrollment_id=enrollment.id, reason="Later"))


def _talked(session: Session, message: Message, user_id: int) -> None:
    """She replied with a file, was answered, and someone has a notice of it."""
    about = {
        "contact_id": message.contact_id,
        "account_id": message.account_id,
        "enrollment_id": message.enrollment_id,
        "sequence_id": message.sequence_id,
        "message_id": message.id,
    }
    reply = Reply(
        fingerprint="r1",
        kind=ReplyKind.HUMAN,
        sender="ann@acme.com",
        text="Yes",
        placed_by=PlacedBy.ADDRESS,
        placed_at=clock.now(),
        **about,
    )
    session.add(reply)
    session.flush()
    file = {"name": "a.pdf", "media_type": "application/pdf", "size": 3, "content": b"%P\x00"}
    session.add(ReplyFile(reply_id=reply.id, place=1, **file))
    session.add(BrakeNotice(user_id=user_id, reply_id=reply.id, reason="Yes"))
    answer = {"address": "ann@acme.com", "subject": "Re: Hi", "text": "Good"}
    session.add(Answer(contact_id=message.contact_id, message_id=message.id, **answer))
    session.add(Hold(contact_id=message.contact_id, reason="Away", reply_id=reply.id))
    meeting = Meeting(
        contact_id=message.contact_id,
        message_id=message.id,
        starts_at=clock.now(),
        ends_at=clock.now() + timedelta(minutes=30),
        timezone="UTC",
    )
    session.add(meeting)
    session.flush()
    session.add(BrakeNotice(user_id=user_id, meeting_id=meeting.id, reason="Booked"))
    session.add(HubSpotTimelineEntry(meeting_id=meeting.id, hubspot_id="8", version=1))
    session.add(SplitWay(enrollment_id=message.enrollment_id, step="split", way=1))
    session.add(Hold(contact_id=message.contact_id, reason="Booked", meeting_id=meeting.id))


def _researched(session: Session, contact_id: int, event: Event) -> None:
    """A run with its charge and claims."""
    run = EnrichmentRun(
        contact_id=contact_id,
        event_id=event.id,
        status=RunStatus.SUCCEEDED,
        cost_usd=Decimal("0.012300"),
        confidence=Decimal("0.90"),
        fingerprints={"openai": "a1"},
        steps=[{"provider": "openai", "cost_usd": 0.0123, "details": None}],
    )
    session.add(run)
    session.flush()
    money = {"reserved_usd": Decimal("0.05"), "spent_usd": Decimal("0.012300")}
    session.add(
        Charge(
            run_id=run.id,
            contact_id=contact_id,
            event_id=event.id,
            day=clock.now().date(),
            provider="openai",
            model="m",
            status=ChargeStatus.SETTLED,
            **money,
        )
    )
    session.add(_claim(session, contact_id, contact_id=contact_id, field="title"))


def _claim(session: Session, run_of: int, **about) -> Claim:
    run = session.exec(select(EnrichmentRun.id).where(EnrichmentRun.contact_id == run_of)).first()
    return Claim(
        run_id=run,
        value="COO",
        confidence=Decimal("0.90"),
        source="openai",
        how="So it says",
        status=ClaimStatus.APPLIED,
        applied_at=clock.now(),
        before="",
        **about,
    )


def delete(session: Session, who, kind: RecordKind, *ids: int) -> int:
    deletion_id = deletion.delete(session, who, kind, ids)
    session.commit()
    return deletion_id


def undo(session: Session, who, deletion_id: int) -> deletion.Restored:
    restored = deletion.undo(session, who, deletion_id)
    session.commit()
    return restored


# What is put back


def test_every_table_that_refers_to_a_record_is_known_from_the_models(session):
    """The database's own list of foreign keys: what a later table refers to is not forgotten."""
    keys = session.execute(
        text(
            "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text,"
            " c.confdeltype = 'c' FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)"
            " JOIN pg_attribute f ON f.attrelid = c.confrelid"
            " AND f.attnum = c.confkey[array_position(c.conkey, a.attnum)]"
            " JOIN pg_index i ON i.indrelid = c.confrelid AND i.indisprimary"
            " AND f.attnum = ANY(i.indkey) WHERE c.contype = 'f' AND c.confdeltype <> 'r'"
        )
    ).all()
    known = {
        (each.table, each.column, each.parent, each.cascades)
        for table in SQLModel.metadata.sorted_tables
        for each in references(table.name)
    }
    assert {
        (child.strip('"'), column, parent.strip('"'), cascades)
        for child, column, parent, cascades in keys
    } == known
    assert set(owned("contact")) < set(owned("account"))


def test_what_triggers_fill_in_is_not_written(session):
    """A trigger's columns are those that are said to be filled in."""
    assigned = session.execute(
        text(
            "SELECT DISTINCT r.event_object_table, m[1] FROM information_schema.triggers r"
            " JOIN pg_proc p ON r.action_statement LIKE '%' || p.proname || '()'"
            " CROSS JOIN LATERAL regexp_matches(p.prosrc, 'NEW\\.(\\w+)[,\\s]', 'g') m"
            " WHERE r.event_manipulation = 'INSERT'"
            " AND p.prosrc ~ 'INTO NEW|is_question|enrichment_of'"
        )
    ).all()
    columns: dict[str, set[str]] = {}
    for table, column in assigned:
        columns.setdefault(table, set()).add(column)
    only_read = {"id", "contact_id", "event_id", "account_id", "field", "value", "enriched_at"}
    assert {table: names - only_read for table, names in columns.items()} == {
        table: names - {"account_id"} for table, names in FILLED_IN.items()
    }


@pytest.mark.slow
def test_a_contact_is_back_with_all_that_is_about_them(session, bob, world, ann, acme):
    before = tables(without=("score_change",))
    deletion_id = delete(session, bob, CONTACTS, ann)
    assert session.get(Contact, ann) is None
    assert session.exec(select(Attendee).where(Attendee.contact_id == ann)).first() is None
    restored = undo(session, bob, deletion_id)
    assert (restored.contacts, restored.remaining) == (1, 0)
    assert tables(without=("score_change",)) == before
    assert different() == []
    steps = session.exec(select(ScoreChange.why).order_by(col(ScoreChange.id))).all()
    assert steps[-2:] == ["Contact deleted", "Contact restored"]


@pytest.mark.slow
def test_an_account_is_back_with_its_contacts_and_all_that_is_about_them(session, bob, world, acme):
    before = tables()
    deletion_id = delete(session, bob, ACCOUNTS, acme.id)
    assert {row.name for row in session.exec(select(Account))} == {"Birch"}
    assert session.exec(select(Contact.first_name)).all() == ["Zoe"]
    restored = undo(session, bob, deletion_id)
    assert (restored.accounts, restored.contacts, restored.remaining) == (1, 2, 0)
    assert tables() == before
    assert session.exec(select(DeletedRow)).all() == []


def test_every_table_with_rows_about_a_record_is_in_the_test(session, world, acme, ann):
    """So that the tests above are about all of them."""
    empty = [
        table
        for table in owned("account")
        if not session.execute(text(f'SELECT 1 FROM "{table}"')).first()
    ]
    assert empty == []


@pytest.mark.slow
def test_money_is_the_same_while_a_record_is_deleted_and_after(session, bob, world, ann, acme):
    money = "SELECT sum(reserved_usd), sum(spent_usd), count(*), count(event_id) FROM charge"
    cost = "SELECT sum(cost_usd), count(*) FROM enrichment_run"
    before = [session.execute(text(each)).one() for each in (money, cost)]
    deletion_id = delete(session, bob, ACCOUNTS, acme.id)
    assert [session.execute(text(each)).one() for each in (money, cost)] == before
    undo(session, bob, deletion_id)
    assert [session.execute(text(each)).one() for each in (money, cost)] == before


def test_what_others_wrote_until_the_deletion_is_kept(session, bob, alice, ann, techexpo):
    """An edit that is not committed when the deletion begins is waited for, and comes back."""
    note = notes.add(session, alice, "First", contact_id=ann)
    session.commit()
    waits = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with ThreadPoolExecutor(1) as pool:
        with db.session() as other:
            notes.edit(other, alice, note.id, "Second")
            other.flush()
            deleting = pool.submit(_deleted_by, bob, ann)
            assert until(lambda: session.execute(waits).scalar_one() == 1)
            session.rollback()
        deletion_id = deleting.result(10)
    undo(session, bob, deletion_id)
    assert session.exec(select(Note.text)).all() == ["Second"]


def _deleted_by(who, contact_id: int) -> int:
    with db.session() as current:
        return deletion.delete(current, who, CONTACTS, [contact_id])


# What stands in the way


@pytest.mark.parametrize(
    ("kind", "shared"), [("address", False), ("name", False), ("name at a shared address", True)]
)
def test_a_contact_whose_place_is_taken_stays_deleted_and_the_others_return(
    session, bob, acme, works_at, kind, shared
):
    fields = {"address": {"email": "ann@acme.com"}, "name": {}}.get(
        kind, {"email": "info@acme.com", "email_shared": True}
    )
    ann, joe = works_at(acme, "Ann Lee", **fields), works_at(acme, "Joe Smith")
    notes.add(session, bob, "Hers", contact_id=ann)
    deletion_id = delete(session, bob, CONTACTS, ann, joe)
    new = works_at(acme, "Anna Lee" if kind == "address" else "Ann Lee", **fields)
    restored = undo(session, bob, deletion_id)
    assert (restored.contacts, restored.remaining, restored.not_restored) == (1, 1, ("Ann Lee",))
    assert set(session.exec(select(Contact.id))) == {joe, new}
    assert session.exec(select(Note)).all() == [] and different() == []
    # Once there is room again, so is she.
    delete(session, bob, CONTACTS, new)
    assert undo(session, bob, deletion_id).contacts == 1
    assert session.exec(select(Note.text)).all() == ["Hers"]


def test_an_address_that_several_share_by_now_is_no_ones(session, bob, acme, works_at):
    ann = works_at(acme, "Ann Lee", email="yard@acme.com")
    deletion_id = delete(session, bob, CONTACTS, ann)
    works_at(acme, "Joe Smith", email="yard@acme.com", email_shared=True)
    assert undo(session, bob, deletion_id).not_restored == ("Ann Lee",)


@pytest.mark.parametrize(
    ("domain", "new_name", "new_domain", "taken"),
    [
        ("acme.com", "Other", "acme.com", True),
        (None, "Acme", None, True),
        (None, "Acme", "acme.com", True),
        ("acme.com", "Acme", None, True),
        ("acme.com", "Acme", "acme.de", False),
    ],
)
def test_an_account_whose_domain_or_name_is_taken_stays_deleted_with_its_contacts(
    session, bob, techexpo, works_at, domain, new_name, new_domain, taken
):
    acme = company(session, techexpo, "Acme", domain=domain)
    birch = company(session, techexpo, "Birch")
    works_at(acme, "Ann Lee"), works_at(birch, "Joe Smith")
    acme_id = acme.id
    deletion_id = delete(session, bob, ACCOUNTS, acme_id, birch.id)
    accounts.create(session, bob, {"name": new_name, "domain": new_domain or ""})
    session.commit()
    restored = undo(session, bob, deletion_id)
    assert restored.accounts == (1 if taken else 2)
    assert restored.not_restored == (("Acme", "Ann Lee") if taken else ())
    assert (session.get(Account, acme_id) is None) is taken and different() == []


def test_an_account_that_was_renamed_since_has_the_name(session, bob, techexpo):
    acme = company(session, techexpo, "Acme", domain=None)
    birch = company(session, techexpo, "Birch", domain="birch.com")
    deletion_id = delete(session, bob, ACCOUNTS, acme.id)
    accounts.update(session, bob, birch.id, None, {"name": "Acme"})
    session.commit()
    assert undo(session, bob, deletion_id).not_restored == ("Acme",)


def test_an_account_that_was_restored_since_has_the_name(session, bob, techexpo):
    first = delete(session, bob, ACCOUNTS, company(session, techexpo, "Acme", domain=None).id)
    second = delete(session, bob, ACCOUNTS, company(session, techexpo, "Acme", domain="a.com").id)
    assert undo(session, bob, first).remaining == 0
    assert undo(session, bob, second).not_restored == ("Acme",)


def test_an_address_that_is_shared_since_is_no_ones(session, bob, acme, works_at):
    joe = works_at(acme, "Joe Smith", email="joe@acme.com")
    ann = works_at(acme, "Ann Lee", email="yard@acme.com")
    deletion_id = delete(session, bob, CONTACTS, ann)
    shared = {"email": "yard@acme.com", "shared": True, "id": joe}
    session.execute(
        text("UPDATE contact SET email = :email, email_shared = :shared WHERE id = :id"), shared
    )
    session.commit()
    assert undo(session, bob, deletion_id).not_restored == ("Ann Lee",)


@pytest.mark.slow
@pytest.mark.parametrize("again", [(0, 1), (1, 0)])
@pytest.mark.parametrize("kind", [ACCOUNTS, CONTACTS])
def test_what_was_there_side_by_side_returns_in_any_order(
    session, bob, techexpo, acme, works_at, kind, again
):
    """Imports leave such pairs."""
    if kind == ACCOUNTS:
        pair = [company(session, techexpo, "Twin", domain=each).id for each in (None, "twin.com")]
        icp.recalculate(session, pair, "Set up")
    else:
        email = "yard@acme.com"
        pair = [works_at(acme, "Ann Lee", email=email)]
        pair += [works_at(acme, "Joe Smith", email=email, email_shared=True)]
        icp.recalculate(session, [acme.id], "Set up")
    session.commit()
    before = tables(without=("score_change",))
    for record_id in pair:  # beside the other
        assert undo(session, bob, delete(session, bob, kind, record_id)).remaining == 0
    deletions = [delete(session, bob, kind, record_id) for record_id in pair]
    for place in again:
        assert undo(session, bob, deletions[place]).remaining == 0
    assert undo(session, bob, delete(session, bob, kind, *pair)).remaining == 0
    assert tables(without=("score_change",)) == before


@pytest.mark.slow
def test_a_contact_returns_after_their_account_did(session, bob, world, ann, acme):
    before = tables(without=("score_change",))
    account_id = acme.id
    first = delete(session, bob, CONTACTS, ann)
    second = delete(session, bob, ACCOUNTS, account_id)
    assert undo(session, bob, first).not_restored == ("Ann Lee",)
    assert undo(session, bob, second).remaining == 0
    assert undo(session, bob, first).remaining == 0
    assert tables(without=("score_change",)) == before


@pytest.mark.slow
def test_what_was_deleted_since_is_as_if_the_record_had_been_there(
    session, bob, alice, world, ann, acme, techexpo
):
    deletion_id = delete(session, bob, ACCOUNTS, acme.id)
    session.execute(text("DELETE FROM event"))
    session.execute(text("DELETE FROM import"))
    session.commit()
    undo(session, bob, deletion_id)
    assert session.exec(select(Attendee)).all() == session.exec(select(Target)).all() == []
    assert session.exec(select(ImportChoice)).all() == []
    assert {(note.event_id, note.import_id) for note in session.exec(select(Note))} == {
        (None, None)
    }
    assert session.exec(select(DeletedRow)).all() == []


def test_what_changed_since_is_followed(session, bob, ann, acme, techexpo):
    deletion_id = delete(session, bob, CONTACTS, ann)
    accounts.update(session, bob, acme.id, None, {"name": "Zenith"})
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Won")
    session.commit()
    undo(session, bob, deletion_id)
    assert different() == []
    attendee = session.exec(select(Attendee)).one()
    assert (attendee.account_sort, attendee.stage) == ("zenith", "Won")


# Who may, and for how long


def test_only_who_deleted_and_admins_can_undo(session, bob, alice, ann, acme, works_at):
    carol = person(session, "Carol", Role.MEMBER)
    deletion_id = delete(session, bob, CONTACTS, ann)
    assert deletion.search(session, carol) == []
    for attempt in (deletion.undo, deletion.get):
        with pytest.raises(NotFound):
            attempt(session, carol, deletion_id)
    assert [row.label for row in deletion.search(session, alice)] == ["Ann Lee"]
    assert undo(session, alice, deletion_id).contacts == 1


def test_it_is_undone_once(session, bob, ann):
    deletion_id = delete(session, bob, CONTACTS, ann)
    undo(session, bob, deletion_id)
    with pytest.raises(Conflict):
        deletion.undo(session, bob, deletion_id)
    assert deletion.search(session, bob) == []
    with pytest.raises(NotFound):
        deletion.undo(session, bob, 10**12)
    with pytest.raises(NotFound):
        deletion.undo(session, bob, 2**70)


@pytest.mark.slow
def test_after_a_day_it_cannot_be_undone_and_nothing_is_kept(session, bob, ann, acme, works_at):
    early = delete(session, bob, CONTACTS, ann)
    with clock.at(clock.now() + timedelta(hours=12)):
        late = delete(session, bob, CONTACTS, works_at(acme, "Joe Smith"))
    with clock.at(clock.now() + deletion.KEPT_FOR):
        with pytest.raises(NotFound):
            deletion.undo(session, bob, early)
        assert [row.id for row in deletion.search(session, bob)] == [late]
        deletion.purge(session)
        session.commit()
        assert session.exec(select(Deletion.id)).all() == [late]
        assert {row.deletion_id for row in session.exec(select(DeletedRow))} == {late}
        assert undo(session, bob, late).contacts == 1


def test_what_is_being_restored_is_not_purged_meanwhile(session, bob, ann):
    deletion_id = delete(session, bob, CONTACTS, ann)
    with db.session() as other:
        assert deletion.undo(other, bob, deletion_id).remaining == 0
        with clock.at(clock.now() + deletion.KEPT_FOR), db.session() as third:
            third.execute(text("SET LOCAL lock_timeout = '1s'"))
            deletion.purge(third)
    assert session.get(Contact, ann) is not None


def test_a_record_that_someone_changed_is_not_deleted(session, bob, ann, acme):
    with pytest.raises(Conflict):
        contacts.delete(session, bob, ann, 7)
    with pytest.raises(Conflict):
        accounts.delete(session, bob, acme.id, 7)
    with pytest.raises(NotFound):
        contacts.delete(session, bob, 10**12)
    with pytest.raises(NotFound):
        deletion.start(session, bob, Selection(CONTACTS, [0, -1, 10**30]))
    session.rollback()
    assert session.get(Contact, ann) is not None


def test_the_email_status_of_a_guess_is_back(session, bob, acme, works_at):
    ann = works_at(acme, "Ann Lee", email="a@acme.com", email_status=EmailStatus.GUESSED)
    undo(session, bob, delete(session, bob, CONTACTS, ann))
    assert session.get_one(Contact, ann).email_status == EmailStatus.GUESSED


def test_no_column_restricts_the_deletion_of_what_goes_with_a_record():
    gone = {*owned("account"), *owned("contact")}
    restricting = {
        (table.name, key.column.table.name)
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.ondelete == "RESTRICT"
    }
    assert not {parent for _, parent in restricting} & gone
    assert ("enrollment", "sender") in restricting
