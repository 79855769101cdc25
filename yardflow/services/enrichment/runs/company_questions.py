"""A company is asked about once, whoever of its people is enriched.

The first run that needs to know something of an account has the question; the others of the
account ask about their person alone, and share what it finds, which is the account's. While that
run is at work the question is its own, so two workers never pay for it twice. If it fails or has to
wait, the next run asks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock
from yardflow.integrations.connections import connection
from yardflow.models import Account, CompanyQuestion, EnrichmentRun, RunStatus
from yardflow.services.enrichment.providers import registry
from yardflow.services.enrichment.providers.protocol import OF_ACCOUNT, ContactSnapshot
from yardflow.services.enrichment.runs.snapshot import FRESH
from yardflow.services.enrichment.runs.store import StartedRun
from yardflow.services.enrichment.settings import EnrichmentSettings

Contacts = Mapping[int, ContactSnapshot]


@dataclass(slots=True)
class _Asking:
    """The runs that need to know something of an account, what they would show of it, and whom."""

    facts: list[str]
    providers: list[str]
    runs: list[StartedRun]


def share(
    session: Session, runs: Sequence[StartedRun], contacts: Contacts, settings: EnrichmentSettings
) -> dict[int, ContactSnapshot]:
    """The contacts with what each run is to ask about: of a company only one asks."""
    asking = _asking(runs, contacts, settings)
    granted = _granted(session, asking) if asking else set()
    return _parted(runs, contacts, granted)


def shared(
    session: Session, runs: Sequence[StartedRun], contacts: Contacts
) -> dict[int, ContactSnapshot]:
    """The same once they have been asked: who has a question now had it then."""
    pairs = select(col(CompanyQuestion.account_id), col(CompanyQuestion.run_id)).where(
        col(CompanyQuestion.run_id).in_([run.run_id for run in runs])
    )
    having = {(account_id, run_id) for account_id, run_id in session.execute(pairs)}
    granted = {
        run.run_id
        for run in runs
        if run.contact_id in contacts
        and (contacts[run.contact_id].account_id, run.run_id) in having
    }
    return _parted(runs, contacts, granted)


def shorten(session: Session, run_ids: Collection[int], good_for: timedelta) -> None:
    """What these runs know of their accounts is good for no longer than that."""
    session.execute(
        update(CompanyQuestion)
        .where(col(CompanyQuestion.run_id).in_(run_ids))
        .values(expires_at=func.least(CompanyQuestion.expires_at, clock.now() + good_for))
        .execution_options(synchronize_session=False)
    )


def providers_of_companies(settings: EnrichmentSettings) -> list[str]:
    """Those that would be asked about a company now."""
    return sorted(
        name
        for name, entry in registry.PROVIDERS.items()
        if settings.asks(name)
        and entry.fields & OF_ACCOUNT
        and (not entry.paid or connection(name).usable)
    )


def is_known(settings: EnrichmentSettings) -> Any:
    """The condition on `Account`: a run asks about it now or has a good answer, so that none of
    its colleagues would (`_may_ask`).
    """
    facts = (Account.name, func.coalesce(Account.domain, ""), Account.website, Account.headquarters)
    answered = and_(
        col(EnrichmentRun.status) == RunStatus.SUCCEEDED,
        CompanyQuestion.facts == func.jsonb_build_array(*facts),  # type: ignore[arg-type]
        col(CompanyQuestion.providers).contains(providers_of_companies(settings)),
        col(CompanyQuestion.expires_at) > clock.now(),
    )
    return exists().where(
        col(CompanyQuestion.account_id) == Account.id,
        col(EnrichmentRun.id) == CompanyQuestion.run_id,
        or_(col(EnrichmentRun.status) == RunStatus.RUNNING, answered),
    )


def _parted(
    runs: Sequence[StartedRun], contacts: Contacts, granted: Collection[int]
) -> dict[int, ContactSnapshot]:
    having = {run.contact_id for run in runs if run.run_id in granted}
    return {
        key: contact if key in having else replace(contact, missing=contact.missing - OF_ACCOUNT)
        for key, contact in contacts.items()
    }


def _asking(
    runs: Sequence[StartedRun], contacts: Contacts, settings: EnrichmentSettings
) -> dict[int, _Asking]:
    """By account, in the order of their ids; of several runs those come first that are forced."""
    providers = providers_of_companies(settings)
    asking: dict[int, _Asking] = {}
    for run in sorted(runs, key=lambda run: (not run.forced, run.run_id)):
        contact = contacts.get(run.contact_id)
        if contact is not None and contact.missing & OF_ACCOUNT:
            new = _Asking(_facts(contact), providers, [])
            asking.setdefault(contact.account_id, new).runs.append(run)
    return dict(sorted(asking.items()))


def _facts(contact: ContactSnapshot) -> list[str]:
    return [contact.company, contact.domain, contact.website, contact.headquarters]


def _granted(session: Session, asking: Mapping[int, _Asking]) -> set[int]:
    """The runs that have their account's question from now on."""
    granted = _first(session, asking)
    questions = session.scalars(
        select(CompanyQuestion)
        .where(col(CompanyQuestion.account_id).in_(list(asking)))
        .order_by(col(CompanyQuestion.account_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    # Read after the rows are held: a run that let go of one meanwhile has ended by now.
    ours = [run.run_id for each in asking.values() for run in each.runs]
    known = _runs(session, [*(question.run_id for question in questions), *ours])
    for question in questions:
        mine = asking[question.account_id]
        run = mine.runs[0]
        if question.run_id in {each.run_id for each in mine.runs}:
            _ask(session, question, question.run_id, mine)  # tried again, it shows what is so now
            granted.add(question.run_id)
        elif _may_ask(question, known[question.run_id], mine, known[run.run_id]):
            _ask(session, question, run.run_id, mine)
            granted.add(run.run_id)
    session.flush()
    return granted


def _ask(session: Session, question: CompanyQuestion, run_id: int, mine: _Asking) -> None:
    now = clock.now()
    question.run_id, question.facts, question.providers = run_id, mine.facts, mine.providers
    question.asked_at, question.expires_at = now, now + FRESH
    session.add(question)


def _first(session: Session, asking: Mapping[int, _Asking]) -> set[int]:
    """The runs that ask about an account that nobody has asked about before."""
    values = [
        {
            "account_id": account_id,
            "run_id": each.runs[0].run_id,
            "facts": each.facts,
            "providers": each.providers,
            "asked_at": clock.now(),
            "expires_at": clock.now() + FRESH,
        }
        for account_id, each in asking.items()
    ]
    statement = insert(CompanyQuestion).values(values).on_conflict_do_nothing()
    return set(session.scalars(statement.returning(col(CompanyQuestion.run_id))))


def _runs(session: Session, ids: Collection[int]) -> dict[int, EnrichmentRun]:
    rows = session.scalars(
        select(EnrichmentRun)
        .where(col(EnrichmentRun.id).in_(set(ids)))
        .execution_options(populate_existing=True)
    )
    return {int(row.id or 0): row for row in rows}


def _may_ask(
    question: CompanyQuestion, other: EnrichmentRun, mine: _Asking, run: EnrichmentRun
) -> bool:
    """Whether nobody is asking now or has a good answer. Who asks again on purpose gets one that
    is younger than their wish.
    """
    if other.status == RunStatus.RUNNING:
        return False
    answered = other.status == RunStatus.SUCCEEDED and question.facts == mine.facts
    by_all = set(mine.providers) <= set(question.providers)
    fresh = answered and by_all and question.expires_at > clock.now()
    return not fresh or (run.forced and question.asked_at < run.asked_at)
