"""The pages of the section Enrichment, as tabs above each of them."""

from typing import Literal

import reflex as rx

from yardflow.components.kit.tabs import link_tabs


def enrichment_tabs(current: Literal["runs", "review", "ledger"]) -> rx.Component:
    """``current`` is the page that they stand on."""
    return link_tabs(
        "Enrichment",
        rx.Var.create(current),
        [
            ("runs", "Runs", "/enrichment/"),
            ("review", "Review", "/enrichment/review/"),
            ("ledger", "Ledger", "/enrichment/ledger/"),
        ],
    )
