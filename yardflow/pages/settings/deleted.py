"""Records that were deleted in the last day, to be restored."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.kit.times import relative
from yardflow.state.settings.deleted import DeletedItem, DeletedState


def deleted() -> rx.Component:
    """The list, with a button on each entry."""
    return card(
        loaded_or(
            DeletedState.loaded,
            DeletedState.problem,
            DeletedState.load,
            loading_rows(3),
            rx.cond(
                DeletedState.rows.length() > 0,
                rx.el.ul(rx.foreach(DeletedState.rows, _row), class_name="yf-rows"),
                empty_state(
                    "trash-2",
                    "Nothing to restore",
                    "Deleted accounts and contacts are kept here for 24 hours.",
                ),
            ),
        ),
        title="Recently deleted",
        flush=True,
    )


def _row(row: DeletedItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.span(row.label, class_name="font-medium"),
                rx.cond(row.contacts != "", rx.el.span(row.contacts, class_name="yf-muted")),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.div(
                "Deleted ",
                relative(row.made_at),
                rx.cond(row.made_by != "", f" by {row.made_by}", ""),
                " · kept until ",
                relative(row.expires_at),
                class_name="yf-hint",
            ),
            rx.cond(row.problem != "", rx.el.div(row.problem, class_name="yf-hint")),
            class_name="flex flex-col gap-0.5 min-w-[200px] flex-1",
        ),
        rx.cond(
            row.busy,
            rx.el.span("A job is running", class_name="yf-hint"),
            button("Restore", icon="undo-2", size="small", on_click=DeletedState.restore(row.id)),
        ),
        key=row.id.to(str),
    )
