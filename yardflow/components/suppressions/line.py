"""That an address is suppressed, and why, beside it on a record's page."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.links import text_link


def suppression_line(line: rx.Var) -> rx.Component:
    """A badge and the reason, which leads to the suppression; nothing while the address has none.
    ``line`` is a `yardflow.state.suppressions.line.SuppressionLine`.
    """
    return rx.cond(
        line.text != "",
        rx.el.div(
            badge("Suppressed", "red"),
            text_link(line.text, line.href),
            class_name="flex flex-wrap items-center gap-1.5 text-[13px] mt-1",
        ),
    )
