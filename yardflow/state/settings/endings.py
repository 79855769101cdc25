"""What else ends with a password, a role or all sessions: said before it is done."""


def also_ends(tokens: int, whose: str = "your") -> str:
    """``This also ends your 2 API tokens.``; empty where there are none."""
    if not tokens:
        return ""
    return f"This also ends {whose} " + ("API token." if tokens == 1 else f"{tokens} API tokens.")
