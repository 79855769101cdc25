"""Links within the product, followed without a reload; and the few that are not."""

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
    """A link that leaves the product: it opens in a new tab and passes on no referrer."""
    return rx.el.a(
        text, href=href, target="_blank", rel="noopener noreferrer", class_name="yf-link"
    )


class _Anchor(rx.Component):
    """An ``<a>`` as it is written; Reflex's own turns every address into one of the router."""

    tag = "a"
    _is_tag_in_global_scope = True
    href: rx.Var[str]


def jump_link(text: str, target: str) -> rx.Component:
    """Moves within the page, to the element with the id ``target``."""
    return _Anchor.create(text, href=f"#{target}", class_name="yf-skip")


def download_link(text: str | rx.Var[str], href: str | rx.Var[str]) -> rx.Component:
    """Downloads the file at this address, under the name that it comes with."""
    return _Anchor.create(text, href=href, class_name="yf-link", custom_attrs={"download": ""})


def full_load_link(content: Any, href: str | rx.Var[str], **props: Any) -> rx.Component:
    """Follows the address without the router: downloads, pages outside the interface, emails and
    calls.
    """
    return _Anchor.create(content, href=href, **props)
