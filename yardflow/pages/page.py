"""What the composition root needs to know about a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars import StringVar


@dataclass(frozen=True)
class Page:
    """A route and what stands there. Every page module has a tuple ``PAGES`` of these.

    ``title`` names the browser's tab: a record's page by the record, others by what they list.
    ``on_load`` are handlers that read the page's data, called after what the frame reads; first
    those that close the dialogs which other pages have, too, and may have left open.
    ``open_to_all`` is for pages that need no login; it only spares them the frame; what an event
    may do is decided by the gate.
    """

    route: str
    title: str | StringVar
    body: Callable[[], rx.Component]
    on_load: tuple[Any, ...] = ()
    open_to_all: bool = False


def record_title(name: rx.Var[str], noun: str) -> StringVar:
    """The name of the record, or what it is while that is not known, for the header and the tab."""
    return rx.cond(name != "", name, noun).to(str)
