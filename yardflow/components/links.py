"""Links within the product, followed without loading the page anew."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink


def link(*children: Any, href: str | rx.Var[str], **props: Any) -> rx.Component:
    """A link to a page of the product, as bare as its ``class_name`` leaves it."""
    return ReactRouterLink.create(*children, to=href, **props)


def text_link(text: str | rx.Var[str], href: str | rx.Var[str], **props: Any) -> rx.Component:
    """A link in running text or in a cell."""
    return link(text, href=href, class_name="yf-link", **props)


def outside_link(text: str | rx.Var[str], href: str | rx.Var[str]) -> rx.Component:
    """A link that leaves the product: it opens beside it and tells the other site nothing."""
    return rx.el.a(
        text, href=href, target="_blank", rel="noopener noreferrer", class_name="yf-link"
    )
