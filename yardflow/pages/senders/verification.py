"""Whether a sender's emails arrive: what SendGrid and the DNS say."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loading_lines
from yardflow.components.kit.times import relative
from yardflow.state.senders.record import Check, SenderState

SENDER = SenderState.sender


def verification() -> rx.Component:
    """SendGrid's word, then SPF, DKIM and DMARC of the domain."""
    return card(
        rx.el.ul(
            _item(
                "SendGrid",
                rx.cond(
                    SENDER.verified_at != "",
                    badge("Verified", "green", dot=True),
                    badge("Not verified", "orange", dot=True),
                ),
                rx.cond(
                    SENDER.verified_at != "",
                    rx.el.span("Checked ", relative(SENDER.verified_at)),
                    "SendGrid only sends from addresses and domains verified there.",
                ),
            ),
            rx.foreach(SenderState.checks, _check),
            class_name="flex flex-col gap-3",
        ),
        rx.cond(SenderState.checks.length() == 0, loading_lines(3)),
        title="Verification",
        actions=button(
            "Check with SendGrid",
            size="small",
            busy=SenderState.verifying,
            on_click=SenderState.verify,
        ),
    )


def _check(check: Check) -> rx.Component:
    mark = rx.match(
        check.status,
        ("good", badge("Found", "green", dot=True)),
        ("wrong", badge("Wrong", "red", dot=True)),
        ("missing", badge("Missing", "orange", dot=True)),
        badge("Not checked", "gray", dot=True),
    )
    return _item(check.name, mark, check.advice)


def _item(name: str | rx.Var[str], mark: rx.Component, text: object) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(name, class_name="font-medium"),
            mark,
            class_name="flex items-center justify-between gap-2",
        ),
        rx.el.p(text, class_name="yf-hint empty:hidden"),
    )
