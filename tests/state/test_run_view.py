"""What the history says was done with a claim."""

import pytest

from tests.fixtures.rows import each_row
from yardflow.models import ClaimStatus
from yardflow.services.enrichment import ClaimView
from yardflow.state.enrichment.run_view import _claim


@each_row(
    ("before", "outcome"),
    [
        ("", "Not used"),
        ("VP of Operations", "Already known"),
        ("Head of Yards", "Kept existing value"),
    ],
)
def test_a_claim_that_was_not_used_says_why(before: str, outcome: str) -> None:
    claim = ClaimView(
        id=1,
        field="title",
        label="Job title",
        value="VP of Operations",
        percent=80,
        source="OpenAI",
        how="read from the web",
        status=ClaimStatus.UNUSED,
        before=before,
    )
    assert _claim(claim).outcome == outcome


@pytest.mark.parametrize(("was_applied", "outcome"), [(False, "Rejected"), (True, "Removed")])
def test_a_rejected_claim_differs_from_a_removed_value(was_applied: bool, outcome: str) -> None:
    claim = ClaimView(
        id=1,
        field="title",
        label="Job title",
        value="VP of Operations",
        percent=80,
        source="OpenAI",
        how="read from the web",
        status=ClaimStatus.REJECTED,
        before="",
        was_applied=was_applied,
    )
    assert _claim(claim).outcome == outcome
