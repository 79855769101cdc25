"""The pages of the section Enrichment, as tabs above each of them."""

from typing import Literal

import reflex as rx

from yardflow.components.kit.tabs import link_tabs


def enrichment_tabs(current: Literal["runs", "review", "costs"]) -> rx.Component:
    """``current`` is the page they stand on."""
    return link_tabs(
        "Enrichment",
        rx.Var.create(current),
        [
            ("runs", "Runs", "/enrichment/"),
            ("review", "Review", "/enrichment/review/"),
            ("costs", "Costs", "/enrichment/costs/"),
        ],
    )
