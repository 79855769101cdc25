"""One step of the sync: records are read on both sides, merged, and written on both, in batches
side by side: while HubSpot answers about one, others are merged.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from functools import partial

from sqlmodel import Session, col, select

from yardflow import clock, db
from yardflow.errors import Contradictory
from yardflow.integrations.errors import ProviderError, TemporaryError
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.objects import Found
from yardflow.models import Contact, HubSpotConnection, Role, SyncedRecord, User
from yardflow.services.access import Principal, acting_for
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.changes.pending import Claimed
from yardflow.services.hubspot.journal import store
from yardflow.services.hubspot.links import deals, tombstones
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.syncing import associating, finding, switch
from yardflow.services.hubspot.syncing.mapping_now import MappingNow
from yardflow.services.hubspot.syncing.merging_records import Merging
from yardflow.services.hubspot.syncing.sending import Sending, look_again

# As many as HubSpot writes at once; and so many of them that it always has some to answer about.
BATCH, AT_ONCE = 100, 4
MOST = BATCH * AT_ONCE


def sync(access: Access, mapping: MappingNow, claimed: Claimed, job_id: int | None = None) -> None:
    """Syncs the claimed records, for the job where a person asked for it. What is not done waits
    for its next turn: at once, or where HubSpot may still be at it, when the lease has ended.

    Raises:
        ProviderError: HubSpot takes nothing now, or did not answer.
    """
    if claimed.record != SyncedRecord.ACCOUNT and SyncedRecord.ACCOUNT in mapping.records:
        with _released_if_refused(claimed):
            _sync_accounts_of(access, mapping, claimed, job_id)
    _side_by_side([partial(_sync, access, mapping, some, job_id) for some in _batches(claimed)])


def _batches(claimed: Claimed) -> Iterator[Claimed]:
    """What waits the longest first, so that what is only read again stays together."""
    ids = sorted(claimed.since, key=lambda each: (claimed.since[each], each))
    for start in range(0, len(ids), BATCH):
        since = {each: claimed.since[each] for each in ids[start : start + BATCH]}
        yield replace(claimed, since=since)


def _side_by_side(batches: Sequence[Callable[[], None]]) -> None:
    """All of them, also where some fail: the first of these failures is raised then."""
    if len(batches) == 1:
        batches[0]()
        return
    with ThreadPoolExecutor(AT_ONCE, "hubspot") as threads:
        ends = [threads.submit(copy_context().run, batch) for batch in batches]
    for end in ends:
        end.result()


def _sync_accounts_of(
    access: Access, mapping: MappingNow, claimed: Claimed, job_id: int | None
) -> None:
    """Where HubSpot knows no company of a new contact's domain, it makes one: theirs are there
    before.
    """
    with db.session() as session:
        ids = associating.accounts_never_synced(session, claimed.record, claimed.since)
        accounts, _ = pending.claim_these(session, SyncedRecord.ACCOUNT, ids)
    if accounts.since:
        sync(access, mapping, accounts, job_id)


@contextmanager
def _released_if_refused(claimed: Claimed) -> Iterator[None]:
    try:
        yield
    except ProviderError as error:
        if not (isinstance(error, TemporaryError) and error.in_doubt):
            _release(claimed)
        raise


def _sync(access: Access, mapping: MappingNow, claimed: Claimed, job_id: int | None) -> None:
    with _released_if_refused(claimed):
        _sync_batch(access, mapping, claimed, job_id)
    _release(claimed)


def _sync_batch(access: Access, mapping: MappingNow, claimed: Claimed, job_id: int | None) -> None:
    record, ids, looked_at = claimed.record, sorted(claimed.since), clock.now()
    finding.link_lost(access, record, ids)
    linked = finding.link_known(access, mapping, record, ids)
    theirs = finding.follow(access, mapping, record, ids)
    with switch.writing(access) as session:
        deals.keep(session, record, theirs)
        to_sync = synced(session, record, ids, theirs.keys())
        merging = Merging(record, mapping.fields[record], acting(session))
        run_id = store.start_run(session, job_id)
        store.count(session, run_id, linked=linked)
    retries = job_id is not None
    merge = partial(_merge, access, merging, run_id, to_sync, theirs, retries=retries)
    done = db.again(merge)
    sending = Sending(access, record, theirs, run_id)
    sending.send(to_sync)
    associating.put_into_deals(access, record, ids)
    looked = [each for each, there in theirs.items() if there.history]
    with switch.writing(access) as session:
        finished = sorted(done | set(ids) - set(to_sync))
        pending.finish(session, claimed, finished, looked, looked_at)
        look_again(session, sending)


def _merge(
    access: Access,
    merging: Merging,
    run_id: int,
    ids: Sequence[int],
    theirs: Mapping[int, Found],
    *,
    retries: bool,
) -> set[int]:
    with switch.while_on(access) as session:
        return merging.carry_out(session, run_id, ids, theirs, retries=retries)


def _release(claimed: Claimed) -> None:
    with db.session() as session:
        pending.release(session, claimed)


def synced(
    session: Session, record: SyncedRecord, ids: Sequence[int], theirs: Collection[int]
) -> list[int]:
    """Those that HubSpot has, and those that it is to get: linked ones that it lacks are
    duplicates, archived or erased there. Whoever was erased here is synced no more, even where
    someone added them again.
    """
    linked = links.of(session, record, ids)
    to_sync = {*theirs, *(each for each in ids if each not in linked)}
    if record == SyncedRecord.CONTACT:
        to_sync -= _erased(session, to_sync)
    return sorted(to_sync)


def _erased(session: Session, ids: Collection[int]) -> set[int]:
    rows = session.exec(select(Contact.id, Contact.email).where(col(Contact.id).in_(ids))).all()
    addresses = {email: int(record_id or 0) for record_id, email in rows if email}
    return {addresses[each] for each in tombstones.erased(session, addresses)}


def acting(session: Session) -> Principal:
    """Whose acts a sync's are: of who connected HubSpot, else of an administrator.

    Raises:
        Contradictory: HubSpot isn't connected.
    """
    connection = session.exec(select(HubSpotConnection)).one_or_none()
    if connection is None:
        raise Contradictory("HubSpot isn't connected. Connect it under Settings › HubSpot.")
    here = select(User.id).where(col(User.removed_at).is_(None))
    user_id = session.exec(here.where(User.id == connection.connected_by)).first()
    if user_id is None:
        admins = here.where(User.role == Role.ADMIN).order_by(col(User.id))
        user_id = session.exec(admins).first()
    return acting_for(session, user_id)
