"""Finding out what is missing about a contact, with every fact's source.

What the interface and the API need is here; the run itself is in `runs.pipeline`, which only
workers import, because the provider's package is large.
"""

from yardflow.services.enrichment.research_links import linkedin_search, search_of
from yardflow.services.enrichment.runs.history import ClaimView, RunView, history
from yardflow.services.enrichment.runs.last_result import LastResult, last_results
from yardflow.services.enrichment.runs.request import request
from yardflow.services.enrichment.runs.status import EnrichmentState, Progress, state_of

__all__ = [
    "ClaimView",
    "EnrichmentState",
    "LastResult",
    "Progress",
    "RunView",
    "history",
    "last_results",
    "linkedin_search",
    "request",
    "search_of",
    "state_of",
]
