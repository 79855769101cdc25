"""What a sync would do, and what one that was asked for did. ``state`` mixes in `AskingSync`."""

from typing import Any

import reflex as rx

from yardflow.components.hubspot.sections import change
from yardflow.components.kit.badges import by_value
from yardflow.components.kit.buttons import button
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.state.hubspot.asking import DRY_RUN
from yardflow.state.hubspot.values import FieldItem

# What becomes of a field that changes on neither side.
_NEITHER = {"keep": "Left as it is", "ask": "Conflict"}


def dry_run_dialog(state: Any) -> rx.Component:
    """What a sync would do, field by field."""
    return dialog(
        "What a sync would do",
        counts(state),
        rx.cond(
            state.would.length() > 0,
            rx.el.div(
                rx.foreach(state.would, would_change),
                class_name="flex flex-col gap-3 max-h-[50vh] overflow-y-auto mt-4 text-[13px]",
                tab_index=0,
                role="region",
                aria_label="Fields",
            ),
        ),
        dialog_actions(button("Close", on_click=state.close_dry_run(False))),
        open=state.dry_run_open,
        on_open_change=state.close_dry_run,
        description="Nothing is written yet, here or in HubSpot.",
        width="560px",
    )


def counts(state: Any) -> rx.Component:
    """How much a sync would do."""
    return rx.cond(
        state.would_counts.length() > 0,
        rx.el.ul(
            rx.foreach(state.would_counts, lambda text: rx.el.li(text, key=text)),
            class_name="flex flex-wrap gap-x-4 gap-y-1 yf-muted text-[13px] yf-num",
            aria_label="What a sync would do",
        ),
        rx.el.p("It has no records to sync.", class_name="text-[13px]"),
    )


def progress_and_result(state: Any) -> rx.Component:
    """How far it is, and what came of it."""
    doing = rx.cond(state.working == DRY_RUN, "Comparing both sides…", "Syncing…")
    return rx.el.p(
        rx.cond(
            state.working != "",
            rx.fragment(doing, " ", state.progress),
            rx.el.span(state.result, class_name=rx.cond(state.failed, "yf-error", "")),
        ),
        role="status",
        class_name="text-[13px] mt-2 [overflow-wrap:anywhere]",
    )


def would_change(field: rx.Var[FieldItem]) -> rx.Component:
    """What a sync would do about a field, and why."""
    return rx.el.div(
        rx.el.span(field.label, class_name="yf-muted flex-none basis-[130px]"),
        rx.el.div(
            change(field, field.is_new),
            rx.cond(
                field.why != "",
                rx.el.div(
                    rx.cond(
                        field.side == "",
                        rx.el.span(
                            by_value(field.action, _NEITHER, ""), ": ", class_name="font-medium"
                        ),
                    ),
                    field.why,
                    class_name="yf-hint",
                ),
            ),
            class_name="min-w-0 flex-1 basis-[200px]",
        ),
        key=field.label,
        class_name="flex flex-wrap gap-x-3",
    )
