"""What a list of contacts is narrowed to, in words."""

from collections.abc import Mapping

from yardflow.state.contacts.index import ContactsState
from yardflow.state.labels import ENRICHMENT

# How a filter of the list reads.
_LABELS = {
    "q": "matching “{}”",
    "persona": "persona {}",
    "seniority": "seniority {}",
    "stage": "account stage {}",
    "status": "status {}",
    "email": "email {}",
}
_SIMILAR = "similar to “{}”"
_OWNERS = {"me": "owned by you", "none": "unassigned"}
# Filters that are typed, by the name of their field.
TEXTS = {each.name: each.label for each in ContactsState.fields.filters if not each.options}


def filter_words(filters: Mapping[str, str], *, similar: bool = False) -> list[str]:
    """``persona ExecOps``, ``owned by you`` …, of filters by their names in the address of the
    list; ``similar``: names that are like the searched ones.
    """
    labels = _LABELS | ({"q": _SIMILAR} if similar else {})
    parts = [
        label.format(filters[name].replace(",", ", "))
        for name, label in labels.items()
        if filters.get(name)
    ]
    parts += [f"{label} {filters[name]}" for name, label in TEXTS.items() if filters.get(name)]
    if owner := filters.get("owner"):
        parts.append(_OWNERS.get(owner, "several owners" if "," in owner else "one owner"))
    if states := filters.get("enrichment", ""):
        parts += [ENRICHMENT.get(state, state).lower() for state in states.split(",")]
    return parts
