"""What a token may do at HubSpot, by the names of its scopes."""

_OBJECTS = ("contacts", "companies", "deals")
ALL_SCOPES = [
    "oauth",
    *(f"crm.objects.{kind}.{right}" for kind in _OBJECTS for right in ("read", "write")),
    *(f"crm.schemas.{kind}.{right}" for kind in _OBJECTS for right in ("read", "write")),
    "crm.objects.owners.read",
]


def needed(method: str, path: str) -> str:
    """The scope that a call needs; empty where any token will do."""
    match path.partition("/crm/v3/")[2].split("/"):
        case ["objects", kind, *rest] if kind in _OBJECTS:
            reads = method == "GET" or rest[-1:] in (["read"], ["search"])
            return f"crm.objects.{kind}.{'read' if reads else 'write'}"
        case ["properties", kind, *_] if kind in _OBJECTS:
            reads = method == "GET"
            return f"crm.objects.{kind}.read" if reads else f"crm.schemas.{kind}.write"
        case ["pipelines", "deals", *_]:
            return "crm.objects.deals.read"
        case ["owners", *_]:
            return "crm.objects.owners.read"
    return ""
