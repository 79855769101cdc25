"""Whether a finding can stand in its field at all: the last door before the records."""

from dataclasses import replace
from decimal import Decimal

from yardflow.models import Seniority
from yardflow.services.enrichment.providers.protocol import Finding
from yardflow.services.records import fields, normalize

_LONGEST = {"title": 200, "industry": 120, "size": 60}


def fit(finding: Finding) -> Finding | None:
    """The finding as it may be stored, or None where its field can't hold its value."""
    field = finding.field
    value = " ".join(fields.printable(finding.value).split())
    if field == "email":
        value = normalize.email_of(value) or ""
    if field == "seniority" and value not in [*Seniority]:
        value = ""
    if not value or len(value) > _LONGEST.get(field, 254):
        return None
    confidence = min(max(finding.confidence, Decimal(0)), Decimal(1)).quantize(Decimal("0.01"))
    return replace(finding, value=value, confidence=confidence)
