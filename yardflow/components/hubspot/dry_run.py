"""What a sync would do, and what one that was asked for did. ``state`` mixes in `AskingSync`."""

from typing import Any

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.state.hubspot.asking import DRY_RUN, FieldRow


def dry_run_dialog(state: Any) -> rx.Component:
    """What a sync would do, field by field."""
    return dialog(
        "What a sync would do",
        counts(state),
        rx.cond(
            state.would.length() > 0,
            rx.el.ul(
                rx.foreach(state.would, _field),
                class_name="flex flex-col gap-3 max-h-[50vh] overflow-y-auto mt-4",
                tab_index=0,
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


def _field(row: rx.Var[FieldRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.label, class_name="font-medium"),
            badge(row.what, row.tone),
            class_name="flex flex-wrap items-center gap-2",
        ),
        rx.el.p(
            rx.cond(
                row.is_change,
                rx.fragment(_value(row.before), " → ", rx.el.strong(_value(row.after))),
                rx.fragment("Here ", _value(row.before), " · HubSpot ", _value(row.after)),
            ),
            class_name="text-[13px] [overflow-wrap:anywhere]",
        ),
        rx.el.p(row.why, class_name="yf-hint [overflow-wrap:anywhere]"),
    )


def _value(value: rx.Var[str]) -> rx.Component:
    empty = rx.el.span("empty", class_name="yf-faint")
    return rx.cond(value != "", rx.el.span(value), empty)
