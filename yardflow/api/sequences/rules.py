"""Rules over HTTP: by which a sequence enrolls contacts, and whom each skipped and why."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key, ListQuery, listed
from yardflow.api.schema import Api, Flag, Id, Listed, Many, Sent, with_fields_of
from yardflow.db import Session
from yardflow.models import RuleTrigger
from yardflow.services.access import Principal
from yardflow.services.sequences import rules
from yardflow.services.sequences.rules import NewRule, OutcomeQuery
from yardflow.services.sequences.rules.outcomes import OutcomeView
from yardflow.services.sequences.rules.service import RuleView

router = APIRouter(prefix="/api", tags=["sequences"])


class RuleIn(Sent):
    """A rule: what it acts on, at one event or at any. `senderIds` share the contacts evenly; a
    contact whose owner has a sender is emailed by that one, unless `byOwner` is false.
    """

    trigger: RuleTrigger
    event_id: Id | None = None
    sender_ids: Annotated[Many[Id], Field(min_length=1, max_length=200)]
    by_owner: Flag = True


class RuleChange(Sent):
    """A change to a rule: omitted fields stay as they are. Contacts that it has enrolled keep
    their sender."""

    on: Flag | None = None
    sender_ids: Annotated[Many[Id], Field(min_length=1, max_length=200)] | None = None
    by_owner: Flag | None = None


@with_fields_of(RuleView)
class RuleOut(Api):
    """A rule, with how many contacts it enrolled and how many it skipped. `eventId` is null if it
    acts at any event.
    """


@with_fields_of(OutcomeView, "id")
class RuleOutcomeOut(Api):
    """What a rule did about a contact: `enrolled`, or why it was skipped; `words` is a sentence."""


class OutcomesQuery(ListQuery):
    """Which outcomes: only of those who were skipped, or only of the others."""

    skipped: Flag | None = None


@router.get("/sequences/{sequence_id:int}/rules")
async def list_rules(sequence_id: Key, principal: SignedIn) -> list[RuleOut]:
    """Lists the rules of a sequence, the oldest first."""
    views = await db.run(rules.of_sequence, principal, sequence_id)
    return [RuleOut.model_validate(view) for view in views]


@router.post("/sequences/{sequence_id:int}/rules", status_code=201)
async def add_rule(sequence_id: Key, body: RuleIn, principal: SignedIn) -> RuleOut:
    """Adds a rule, which enrolls contacts when something happens from now on. It enrolls a contact
    once. ADMIN only."""
    rule = NewRule(body.trigger, tuple(body.sender_ids), body.event_id, body.by_owner)
    return RuleOut.model_validate(await db.run(rules.add, principal, sequence_id, rule))


@router.patch("/rules/{rule_id:int}")
async def change_rule(rule_id: Key, body: RuleChange, principal: SignedIn) -> RuleOut:
    """Turns a rule on or off, or changes who emails the contacts that it enrolls from now on. What
    happens while it is off enrolls no one, also later. ADMIN only."""
    return RuleOut.model_validate(await db.run(_changed, principal, rule_id, body))


@router.delete("/rules/{rule_id:int}", status_code=204)
async def delete_rule(rule_id: Key, principal: SignedIn) -> None:
    """Deletes a rule. Contacts that it enrolled stay in the sequence. ADMIN only."""
    await db.run(rules.delete, principal, rule_id)


@router.get("/rules/{rule_id:int}/outcomes")
async def list_rule_outcomes(
    rule_id: Key, principal: SignedIn, query: Annotated[OutcomesQuery, Query()]
) -> Listed[RuleOutcomeOut]:
    """Lists the contacts that a rule enrolled or skipped, the latest first."""
    page = await db.run(rules.search, principal, OutcomeQuery(rule_id, **query.parameters()))
    return listed(page, RuleOutcomeOut.model_validate)


def _changed(
    session: Session, principal: Principal, rule_id: int, change: RuleChange
) -> rules.RuleView:
    if change.on is not None:
        rules.turn(session, principal, rule_id, change.on)
    return rules.change_senders(session, principal, rule_id, change.sender_ids, change.by_owner)
