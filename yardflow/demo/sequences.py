"""The demo's sequences and senders. No one is enrolled: only a person makes anything go out."""

from sqlmodel import Session, select

from yardflow.models import Sender, Sequence, Template
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Exit,
    FieldTest,
    Happened,
    Operator,
    Schedule,
    Step,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.senders import email_settings, service

POSTAL_ADDRESS = "YardFlow demo, 1 Harbor Street, Springfield, IL 62701"


def add(session: Session, team: list[Principal]) -> None:
    """A sender for each of the team, and two published sequences, where there are none yet."""
    if session.exec(select(Sender.id)).first() or session.exec(select(Sequence.id)).first():
        return
    admin = team[0]
    if not email_settings.read(session).postal_address:
        email_settings.save(session, admin, None, {"postal_address": POSTAL_ADDRESS})
    for person in team:
        local = person.email.partition("@")[0]
        values = {
            "name": person.name,
            "address": f"{local}@yardflow.example",
            "timezone": "America/Chicago",
            "user_id": person.user_id,
        }
        service.create(session, admin, values)
    templates = dict(session.execute(select(Template.name, Template.id)).tuples().all())
    follow_up, invitation = templates.get("Post-event follow-up"), templates.get("Booth invitation")
    if follow_up is None or invitation is None:
        return
    for name, steps in (
        ("Post-Event Follow-up", _follow_up(follow_up)),
        ("Qualified Lead Nurture", _nurture(invitation, follow_up)),
    ):
        listed = {step.key: step for step in steps}
        definition = Definition(steps[0].key, listed, Schedule(), EntryRules(account_limit=3))
        row = drafts.create(session, admin, {"name": name, "draft": reading.write(definition)})
        publishing.publish(session, admin, row.id)


def _follow_up(template: int) -> tuple[Step, ...]:
    """A thank-you the day after, and a call with whoever opened it."""
    opened = (EmailTest("thanks", Happened.OPENED),)
    return (
        Wait("pause", Duration(1, Unit.BUSINESS_DAYS), "thanks"),
        Email("thanks", template, next="opened"),
        Condition("opened", opened, within=Duration(3, Unit.DAYS), yes="call", no="over"),
        Task("call", TaskKind.CALL, "Call while they remember us", due=Duration(1, Unit.DAYS)),
        Exit("over", "Did not open the thank-you"),
    )


def _nurture(invitation: int, follow_up: int) -> tuple[Step, ...]:
    """An invitation for those with a job title in operations, and a second email a week later."""
    operations = (FieldTest("contact.personas", Operator.CONTAINS, "Ops"),)
    return (
        Condition("operations", operations, yes="invitation", no="other"),
        Email("invitation", invitation, outside_hall_hours=True, next="week"),
        Wait("week", Duration(5, Unit.BUSINESS_DAYS), "reminder"),
        Email("reminder", follow_up, threaded=True),
        Exit("other", "Not in operations"),
    )
