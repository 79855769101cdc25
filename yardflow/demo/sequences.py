"""The demo's sequences and senders."""

from sqlmodel import Session, select

from yardflow.demo.enrollments import FOLLOW_UP, NURTURE
from yardflow.demo.templates import TEMPLATES
from yardflow.models import Persona, Sender, Sequence, Template
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


def add(session: Session, team: list[Principal]) -> bool:
    """A sender for each of the team, and two published sequences, where there are none yet; says
    whether they were added.
    """
    if session.exec(select(Sender.id)).first() or session.exec(select(Sequence.id)).first():
        return False
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
    if not {template["name"] for template in TEMPLATES} <= templates.keys():
        return False
    follow_up = _follow_up(templates["Post-event follow-up"])
    nurture = _nurture(templates["Booth invitation"], templates["Booth reminder"])
    for name, steps in ((FOLLOW_UP, follow_up), (NURTURE, nurture)):
        listed = {step.key: step for step in steps}
        definition = Definition(steps[0].key, listed, Schedule(), EntryRules(account_limit=3))
        row = drafts.create(session, admin, {"name": name, "draft": reading.write(definition)})
        publishing.publish(session, admin, row.id)
    return True


def _follow_up(template: int) -> tuple[Step, ...]:
    """A thank-you the day after, and a call with whoever opened it."""
    opened = (EmailTest("thanks", Happened.OPENED),)
    return (
        Wait("pause", Duration(1, Unit.BUSINESS_DAYS), "thanks"),
        Email("thanks", template, next="opened"),
        Condition("opened", opened, within=Duration(3, Unit.DAYS), yes="call", no="over"),
        Task(
            "call",
            TaskKind.CALL,
            "Ask how they liked the demo",
            due=Duration(1, Unit.DAYS),
            holds=True,
        ),
        Exit("over", "Did not open the thank-you"),
    )


def _nurture(invitation: int, reminder: int) -> tuple[Step, ...]:
    """An invitation for those whose job has to do with yards, and a second email a week later."""
    others = tuple(
        FieldTest("contact.personas", Operator.CONTAINS, persona)
        for persona in (Persona.NON_OPS, Persona.SALES, Persona.TECH)
    )
    return (
        Condition("others", others, any_of=True, yes="other", no="invitation"),
        Email("invitation", invitation, outside_hall_hours=True, next="week"),
        Wait("week", Duration(5, Unit.BUSINESS_DAYS), "reminder"),
        Email("reminder", reminder),
        Exit("other", "Not in operations"),
    )
