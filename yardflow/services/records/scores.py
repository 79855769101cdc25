"""An account's ICP score as people see it: its parts, its history, and overriding it.

An override replaces the calculated score until it is reset; every change of the score has an entry
in its history.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from yardflow.counts import counted
from yardflow.errors import Invalid
from yardflow.models import Account, ScoreChange, User
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.icp import COMPLETE, MOST, PERSONA_POINTS, recalculate
from yardflow.services.records.load import load_record
from yardflow.services.records.values import fields


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: its points, the most there can be, and where they come from."""

    name: str
    points: int
    most: int
    explanation: str


# A word or two at least: it begins with something that can be seen.
REASON = fields.line(500, needed="Add a short reason for your team.")


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a score's history; ``who`` is empty where the product itself changed it."""

    old: int
    new: int
    why: str
    who: str
    at: datetime


def override(
    session: Session,
    principal: Principal,
    account_id: int,
    version: int | None,
    score: int,
    reason: str,
) -> None:
    """Overrides the calculated score; ``reason`` says why.

    Raises:
        NotFound: there is no such account.
        Invalid: the score is outside 0 to 100, or there is no reason.
        Conflict: someone changed the account since ``version``.
    """
    if not 0 <= score <= 100:
        message = "Enter a whole number from 0 to 100."
        raise Invalid(message, {"score": message})
    reason = str(fields.cleaned({"reason": reason}, {"reason": REASON})["reason"])
    account = load_record(session, Account, account_id, version)
    before = {"icp_score": account.icp_score}
    _note(session, account, score, f"Score overridden: {reason}", principal.user_id)
    account.icp_override, account.icp_override_reason, account.icp_score = score, reason, score
    audit.record(
        session,
        principal,
        "account.score_overridden",
        "account",
        account_id,
        before=before,
        after={"icp_score": score, "reason": reason},
    )


def release(session: Session, principal: Principal, account_id: int, version: int | None) -> None:
    """Removes the override, so that the calculated score counts again.

    Raises:
        NotFound: there is no such account.
        Conflict: someone changed the account since ``version``.
    """
    account = load_record(session, Account, account_id, version)
    if account.icp_override is None:
        return
    calculated = calculated_score(account.icp_parts)
    _note(session, account, calculated, "Override removed", principal.user_id)
    audit.record(
        session,
        principal,
        "account.score_released",
        "account",
        account_id,
        before={"icp_score": account.icp_score},
        after={"icp_score": calculated},
    )
    account.icp_override, account.icp_override_reason = None, None
    account.icp_score = calculated
    recalculate(session, [account_id], "Override removed", principal.user_id)


def parts(stored: dict) -> list[Part]:
    """The parts of a score as `recalculate` left them, in the order they are shown."""
    counts = stored.get("counts", {})
    named = [
        f"{counts[persona.value]} {persona.value}"
        for persona in PERSONA_POINTS
        if counts.get(persona.value)
    ]
    missing = stored.get("missing", list(COMPLETE))
    explanations = {
        "personas": ", ".join(named) or "No contacts in operations, procurement or sales yet",
        "executives": _count_of(counts.get("executives", 0), "executive"),
        "contacts": _count_of(counts.get("contacts", 0), "contact"),
        "completeness": f"Missing: {', '.join(missing)}" if missing else "All fields filled in",
    }
    return [
        Part(name, int(stored.get(name, 0)), most, explanations[name])
        for name, most in MOST.items()
    ]


def calculated_score(stored: dict) -> int:
    """The score by the rules, overridden or not."""
    return sum(int(stored.get(name, 0)) for name in MOST)


def history(session: Session, principal: Principal, account_id: int, limit: int = 50) -> list[Step]:
    """The latest changes of an account's score, the newest first."""
    rows = session.exec(
        select(ScoreChange, User.name)
        .outerjoin(User, col(User.id) == ScoreChange.user_id)
        .where(col(ScoreChange.account_id) == account_id)
        .order_by(col(ScoreChange.at).desc(), col(ScoreChange.id).desc())
        .limit(limit)
    )
    return [Step(step.old, step.new, step.why, who or "", step.at) for step, who in rows]


def _note(session: Session, account: Account, new: int, why: str, user_id: int) -> None:
    if account.icp_score != new and account.id is not None:
        session.add(
            ScoreChange(
                account_id=account.id, old=account.icp_score, new=new, why=why, user_id=user_id
            )
        )


def _count_of(count: int, noun: str) -> str:
    return counted(count, noun) if count else f"No {noun}s"
