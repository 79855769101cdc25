"""The audit log: written with the change it speaks of, in the same transaction."""

from sqlmodel import Session

from yardflow.models import AuditEntry
from yardflow.services.access import Principal


def record(
    session: Session,
    principal: Principal | None,
    action: str,
    record: str = "",
    record_id: int | None = None,
    *,
    before: dict | None = None,
    after: dict | None = None,
    ip: str = "",
) -> None:
    """Adds an entry, e.g. ``("account.updated", "account", 7, before=…, after=…)``.

    ``before`` and ``after`` hold the changed fields as JSON values. Of contacts only names of
    fields go in, never their values, so that erasing a person leaves nothing behind here.
    """
    session.add(
        AuditEntry(
            user_id=principal.user_id if principal else None,
            action=action,
            record=record,
            record_id=record_id,
            ip=principal.ip if principal else ip,
            before=before,
            after=after,
        )
    )
