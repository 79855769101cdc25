"""Revocation: every browser of a person is signed out and every API token revoked.

Who holds a session can make a token, so a token never outlives what ends all sessions.
"""

from sqlmodel import Session

from yardflow.models import User
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.team import sessions, tokens


def end_all(session: Session, user_id: int, reason: str) -> dict[str, int]:
    """Ends sessions and tokens, and returns how many, for the audit entry of the cause.

    A transaction that is about to open one more (`sessions.hold`) waits, and then finds the session
    ended.
    """
    session.get_one(User, user_id, with_for_update=True)
    return {
        "sessions": sessions.revoke_all(session, user_id, reason),
        "tokens": tokens.revoke_all(session, user_id),
    }


def sign_out_everywhere(session: Session, principal: Principal) -> int:
    """Ends all of this person's sessions, this one too, and their tokens; returns how many
    sessions there were."""
    ended = end_all(session, principal.user_id, "signed out everywhere")
    audit.record(session, principal, "session.all_revoked", "user", principal.user_id, after=ended)
    return ended["sessions"]
