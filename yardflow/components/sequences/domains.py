"""What is left to do at the domains that a sequence's emails go out from."""

import reflex as rx

from yardflow.components.kit.callout import callout
from yardflow.state.sequences.domains import DomainsState


def domains_left() -> rx.Component:
    """A warning, which keeps nothing from being published; nothing where all is well."""
    return rx.fragment(
        rx.cond(
            DomainsState.advice.length() > 0,
            rx.el.div(
                callout(
                    "shield-alert",
                    "orange",
                    rx.el.p("Emails may land in spam.", class_name="font-medium"),
                    rx.el.ul(
                        rx.foreach(DomainsState.advice, lambda text: rx.el.li(text)),
                        class_name="list-disc pl-5",
                    ),
                ),
                class_name="mt-3 [overflow-wrap:anywhere]",
            ),
        ),
        rx.cond(
            DomainsState.not_checked != "",
            rx.el.p(
                f"SPF, DKIM and DMARC not checked: {DomainsState.not_checked}. "
                "The DNS didn't answer in time.",
                class_name="yf-hint mt-3 [overflow-wrap:anywhere]",
            ),
        ),
    )
