"""What else ends with a password, a role or all sessions: shown before it happens."""


def also_ends(tokens: int, whose: str = "your") -> str:
    """``This also revokes your 2 API tokens.``; empty without tokens."""
    if not tokens:
        return ""
    what = "API token" if tokens == 1 else f"{tokens} API tokens"
    return f"This also revokes {whose} {what}."
