"""What deals are worth in HubSpot, as they were last read there: shown here, and never written."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from sqlalchemy import text
from sqlmodel import Session

from yardflow.integrations.hubspot.objects import AMOUNT, CURRENCY, Found
from yardflow.models import SyncedRecord

_LONGEST, _CODE = 30, 3
_MOST = Decimal(10) ** 15
# Targets that someone removes meanwhile are passed over.
_KEEP = text("""
INSERT INTO hubspot_deal AS d (target_id, amount, currency)
SELECT t.id, r.amount, r.currency
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, amount numeric, currency text)
JOIN target t ON t.id = r.id ORDER BY t.id FOR KEY SHARE OF t
ON CONFLICT (target_id) DO UPDATE SET amount = EXCLUDED.amount, currency = EXCLUDED.currency
WHERE (d.amount, d.currency) IS DISTINCT FROM (EXCLUDED.amount, EXCLUDED.currency)""")


def keep(session: Session, record: SyncedRecord, theirs: Mapping[int, Found]) -> None:
    """Keeps what these deals are worth, by our ids of their targets."""
    if record != SyncedRecord.TARGET or not theirs:
        return
    rows = [
        {
            "id": target_id,
            "amount": _amount(each.values.get(AMOUNT, "")),
            "currency": each.values.get(CURRENCY, "")[:_CODE],
        }
        for target_id, each in theirs.items()
    ]
    session.execute(_KEEP, {"rows": json.dumps(rows)})


def _amount(said: str) -> str | None:
    try:
        amount = Decimal(said[:_LONGEST])
    except InvalidOperation:
        return None
    return str(amount) if amount.is_finite() and abs(amount) < _MOST else None
