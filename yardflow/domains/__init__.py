"""The domains of the product: a line each, in the order of navigation, settings tabs and routes.

Importing this package imports neither pages nor states, so the worker does it too.
"""

from importlib import import_module

from yardflow.registry import Domain

_NAMES = (
    "workplace",
    "access",
    "records",
    "meetings",
    "sequences",
    "inbox",
    "templates",
    "senders",
    "enrichment",
    "imports",
    "suppressions",
    "hubspot",
    "operations",
)

DOMAINS: tuple[Domain, ...] = tuple(import_module(f"{__name__}.{name}").DOMAIN for name in _NAMES)
