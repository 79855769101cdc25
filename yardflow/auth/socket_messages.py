"""What a socket brings, before it is an event: a stranger can send anything at all.

What no page of ours would send ends here, with one line in the log and none of its contents.
"""

import logging
from collections.abc import Awaitable, Callable, Container
from typing import Any

from reflex_base.constants import CompileVars, RouteVar
from starlette.types import Message

from yardflow.auth.event_validation import is_storable, payload_size
from yardflow.auth.refusal_log import Refusals
from yardflow.log import fault

# Bytes; a browser's address is no longer, and the state keeps it for as long as the tab.
LONGEST_PAGE = 8_000

refusals = Refusals(logging.getLogger(__name__))


# The first sign of a text frame says which kind of packet it is.
_KINDS = tuple("0123456b")


class Malformed(Exception):
    """What came is none of our events. Says why, and never quotes it."""


def is_packet(message: Message) -> bool:
    """Whether a frame can be a packet at all; on others the libraries give up the socket."""
    text = message.get("text")
    if text is None or text.startswith(_KINDS):
        return True
    note(Malformed("it is no packet"))
    return False


def parse_event(data: Any, handlers: Container[str]) -> dict[str, Any]:
    """The parts of an event that mean something: its name, arguments and page.

    Raises:
        Malformed: it is no event, or it names no handler.
    """
    if not isinstance(data, dict):
        raise Malformed("it is no event")
    name, payload, page = data.get("name"), data.get("payload"), data.get("router_data")
    if not isinstance(name, str) or name not in handlers:
        raise Malformed("it names no handler")
    if not isinstance(payload or {}, dict) or not isinstance(page or {}, dict):
        raise Malformed("its parts are of a wrong type")
    return {"name": name, "payload": payload or {}, "router_data": _page(page or {})}


def comes_back(auth: Any) -> bool:
    """Whether the page behind a new socket had one before, which it lost. A page that was just
    opened says with its first event what it holds already.
    """
    event = auth.get(CompileVars.CONNECT_AUTH_EVENT) if isinstance(auth, dict) else None
    payload = event.get("payload") if isinstance(event, dict) else None
    return isinstance(payload, dict) and CompileVars.PAYLOAD_HASHES not in payload


def guarded(
    take: Callable[[str, Any], Awaitable[None]],
) -> Callable[[str, Any], Awaitable[None]]:
    """Takes a message in; what can't be read costs one line, where the libraries write stacks."""

    async def handler(connection: str, data: Any) -> None:
        try:
            await take(connection, data)
        except Exception as error:
            note(error)

    return handler


def note(error: Exception) -> None:
    """One line about a message that was refused."""
    if isinstance(error, Malformed):
        refusals.note("A message on the socket was refused: %s", error)
        return
    facts = fault(error)
    refusals.note("A message on the socket was refused: %s at %s", facts["type"], facts["at"][-1])


def _page(given: dict[str, Any]) -> dict[str, Any]:
    page = {name: given[name] for name in (RouteVar.PATH, RouteVar.ORIGIN) if given.get(name)}
    if not all(isinstance(path, str) and path.startswith("/") for path in page.values()):
        raise Malformed("it comes from no page of ours")
    query = given.get(RouteVar.QUERY) or {}
    if not isinstance(query, dict) or not all(isinstance(value, str) for value in query.values()):
        raise Malformed("the query of its page is of a wrong type")
    page[RouteVar.QUERY] = query
    if payload_size(page, LONGEST_PAGE) > LONGEST_PAGE:
        raise Malformed("the address of its page is too long")
    if not is_storable(page):
        raise Malformed("the address of its page holds half of a character")
    return page
