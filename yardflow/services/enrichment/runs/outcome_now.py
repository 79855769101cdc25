"""What a run came to, as it stands after review, as a column of statements."""

from sqlalchemy import String, case, cast, exists, func, select
from sqlmodel import col

from yardflow.models import Claim, ClaimStatus, EnrichmentRun, Outcome, RunStatus
from yardflow.services.records.enrichment_filter import has_changed_its_field

_claims = select(col(Claim.id)).where(col(Claim.run_id) == col(EnrichmentRun.id))
_after_review = case(
    (exists(_claims.where(col(Claim.is_question))), Outcome.NEEDS_REVIEW.value),
    (
        exists(_claims.where(col(Claim.status) == ClaimStatus.APPLIED, has_changed_its_field())),
        Outcome.FILLED_IN.value,
    ),
    else_=Outcome.NOTHING_FOUND.value,
)
_succeeded = col(EnrichmentRun.status) == RunStatus.SUCCEEDED
# Of a run that has not ended well it is its status.
run_outcome = case(
    (_succeeded & (col(EnrichmentRun.outcome) == Outcome.NEEDS_REVIEW), _after_review),
    (
        _succeeded,
        func.coalesce(cast(EnrichmentRun.outcome, String), Outcome.NOTHING_FOUND.value),
    ),
    else_=cast(EnrichmentRun.status, String),
)
