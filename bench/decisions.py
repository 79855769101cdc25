"""Decisions a second, on a mix of people who are at different steps and behind different gates.

The floor is a loop that only looks up the step and reads what most decisions go by.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from bench.figures import Figure
from tests.fixtures.decisions import BERLIN, EMAIL, NOW, OPEN, SENDER
from yardflow.services.sequences.decisions.decision import decide
from yardflow.services.sequences.decisions.facts import EnrollmentFacts, Facts, Policy
from yardflow.services.sequences.definitions import steps
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Duration,
    EmailTest,
    EntryRules,
    FieldTest,
    Happened,
    Operator,
    Schedule,
    Unit,
)

PEOPLE, ROUNDS = 2_000, 5
_POLICY = Policy(domain_per_day=100)
_OPENED = EmailTest("email", Happened.OPENED)
_SCORE = FieldTest("account.icp_score", Operator.AT_LEAST, "70")
_STEPS = (
    EMAIL,
    steps.Wait("wait", Duration(3, Unit.BUSINESS_DAYS), "if"),
    steps.Condition("if", (_OPENED, _SCORE), within=Duration(2, Unit.DAYS), yes="split"),
    steps.Split("split", (1, 1), ("email", "wait")),
)
_DEFINITION = Definition("email", {step.key: step for step in _STEPS}, Schedule(), EntryRules())
_SENT = Facts(
    **{name: getattr(OPEN, name) for name in ("address", "zone", "sender", "show")},
    country="US",
    values={"account.icp_score": 82},
    happened={"email": frozenset({Happened.OPENED})},
    person_sent_at=(NOW - timedelta(days=3),),
)
# In Berlin it is after hours; the sender's day is used up.
_AFTER_HOURS = _SENT._replace(zone=BERLIN, country="DE")
_SPENT = _SENT._replace(sender=replace(SENDER, sent_on={date(2027, 3, 9): 50}))
_CASES = (
    ("email", _SENT),
    ("email", _AFTER_HOURS),
    ("email", _SPENT),
    ("wait", _SENT),
    ("if", _SENT),
    ("if", _SENT._replace(happened={})),
    ("split", _SENT),
)
Case = tuple[EnrollmentFacts, Facts, datetime]


def measure() -> list[Figure]:
    cases = [
        (
            EnrollmentFacts(n, 1, n, step, 1, NOW - timedelta(minutes=n % 1_000)),
            facts,
            NOW + timedelta(minutes=60 + n % 120, seconds=n % 60),
        )
        for n in range(PEOPLE)
        for step, facts in (_CASES[n % len(_CASES)],)
    ]
    decided, bare = _per_second(_decides, cases), _per_second(_reads, cases)
    return [Figure("decisions of a mix", decided, "/s", bare, "value >= 50000")]


def _per_second(work: Callable[[list[Case]], None], cases: list[Case]) -> float:
    """In a second of the processor; the best of some rounds, as others use the machine, too."""
    work(cases)
    spent = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        work(cases)
        spent.append(time.thread_time() - began)
    return len(cases) / min(spent)


def _decides(cases: list[Case]) -> None:
    for enrollment, facts, now in cases:
        decide(enrollment, _DEFINITION, facts, _POLICY, now)


def _reads(cases: list[Case]) -> None:
    for enrollment, facts, now in cases:
        sender, zone = facts.sender, facts.zone
        _ = (
            _DEFINITION.steps.get(enrollment.step),
            facts.suppressed or facts.excluded or facts.holds or not facts.address or facts.missing,
            sender is None or sender.paused or sender.next_at,
            zone is None or now.astimezone(zone).date(),
        )
