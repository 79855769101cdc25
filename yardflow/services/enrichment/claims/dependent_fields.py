"""What a field's value brings with it: an address its status, a title what the rules tell of it."""

from collections.abc import Collection
from typing import Any

from yardflow.models import EmailStatus, Origin, Seniority
from yardflow.services.records import personas


def changes(
    record: Any,
    field: str,
    value: str,
    *,
    seniority_claimed: bool,
    refused: Collection[str] = (),
) -> dict[str, Any]:
    """What changes on a contact or an account when a claim fills ``field``, or (empty) leaves it.

    Personas and seniority follow a title where nobody chose them; the seniority stays while a
    claim of its own explains it (``seniority_claimed``), and never becomes one that is ``refused``.
    """
    if field == "email":
        status = EmailStatus.GUESSED if value else EmailStatus.NONE
        return {"email": value or None, "email_status": status}
    if field == "seniority":
        chosen = Seniority(value) if value else personas.seniority_of(record.title)
        return {"seniority": chosen, "seniority_origin": Origin.INFERRED}
    found: dict[str, Any] = {field: value}
    if field == "title":
        if record.personas_origin == Origin.INFERRED:
            found["personas"] = [one.value for one in personas.personas_of(value)]
        if record.seniority_origin == Origin.INFERRED and not seniority_claimed:
            rank = personas.seniority_of(value)
            found["seniority"] = None if rank in refused else rank
    return found
