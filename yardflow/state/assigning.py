"""Choosing the owner of a record."""


def owner_of(choice: str) -> int | None:
    """The user id that a choice names; None for "Unassigned"."""
    return int(choice[:19]) if choice.isascii() and choice.isdigit() else None


def owner_notice(name: str) -> str:
    """What the notice says once it is stored; ``name`` is empty where there is no owner."""
    return f"Owner set to {name}" if name else "Owner removed"
