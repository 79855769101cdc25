"""Telling the other domains what happened, in the transaction in which it happens.

What can happen is a class beside the code that does it; who is to be called is declared by the
domains. So records know nothing of enrichment, which follows them.
"""

from sqlmodel import Session

from yardflow import registry
from yardflow.services.access import Principal


def call(session: Session, principal: Principal | None, change: object) -> None:
    """Calls what the domains declared for changes of this class, in their order.
    There is no principal where someone did it who is not on the team.

    A hook that raises undoes the change with it.
    """
    for domain in registry.domains():
        for kind, hook in domain.hooks:
            if kind is type(change):
                hook(session, principal, change)
