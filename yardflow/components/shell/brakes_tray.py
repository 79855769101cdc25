"""What was paused by its brake, and who answered: a button in the header that is there only while
there is any.
"""

import reflex as rx

from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.links import link
from yardflow.components.kit.times import relative
from yardflow.state.sequences.brakes import BrakeItem, BrakesTray


def brakes_tray() -> rx.Component:
    """The notices, each with a link to where its subject is resumed."""
    return rx.cond(
        BrakesTray.brakes.length() > 0,
        rx.popover.root(
            rx.el.div(
                rx.popover.trigger(icon_button("bell", f"Notices: {BrakesTray.brakes.length()}")),
                rx.el.span(
                    BrakesTray.brakes.length(),
                    aria_hidden="true",
                    class_name="yf-tray-count yf-num",
                    custom_attrs={"data-failed": "true"},
                ),
                class_name="yf-tray-button",
            ),
            rx.popover.content(
                rx.el.h2("Notices", class_name="yf-label px-3 py-2.5"),
                rx.el.ul(rx.foreach(BrakesTray.brakes, _brake), class_name="yf-tray-jobs"),
                align="end",
                class_name="yf-tray",
                custom_attrs={"aria-label": "Notices"},
            ),
        ),
    )


def _brake(brake: rx.Var[BrakeItem]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.popover.close(link(brake.name, href=brake.href, class_name="yf-link yf-truncate")),
            rx.el.span(brake.reason),
            rx.el.span(
                rx.match(
                    brake.kind,
                    ("sender", "Sender paused "),
                    ("reply", "Replied "),
                    ("meeting", "Meeting "),
                    ("winner", "A/B winner chosen "),
                    "Sequence paused ",
                ),
                relative(brake.at),
                class_name="yf-hint",
            ),
            class_name="flex flex-col gap-0.5 min-w-0 flex-1",
        ),
        icon_button(
            "x",
            f"Dismiss {brake.name}",
            size="small",
            on_click=BrakesTray.mark_read(brake.id),
        ),
        key=brake.id.to(str),
    )
