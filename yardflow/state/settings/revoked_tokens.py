"""The API tokens that end with a password, a role or all sessions: a warning beforehand."""

from yardflow.counts import counted


def also_revokes(tokens: int, whose: str = "your") -> str:
    """``This also revokes your 2 API tokens.``; empty where there are none."""
    if not tokens:
        return ""
    revoked = "API token" if tokens == 1 else counted(tokens, "API token")
    return f"This also revokes {whose} {revoked}."
