"""HubSpot › Conflicts: fields with two values, decided also by keyboard."""

import reflex as rx

from yardflow.components.hubspot.sections import further, hubspot_tabs, record_name, side
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.kit.shortcuts import shortcuts
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.hubspot.conflicts import ConflictItem, HubspotConflictsState

state = HubspotConflictsState
KEYS = (
    (("J", "K"), "next, previous"),
    (("1",), "keep ours"),
    (("2",), "take HubSpot’s"),
    (("U",), "undo"),
)


def conflicts() -> rx.Component:
    """The list. By keyboard: assets/inbox.js finds a row by ``data-inbox-item`` and its buttons by
    their keys.
    """
    return frame(
        "Conflicts",
        hubspot_tabs("conflicts"),
        rx.el.div(
            shortcuts(KEYS, "max-xl:hidden"),
            button(
                "Undo",
                icon="undo-2",
                kind="ghost",
                size="small",
                disabled=~state.can_undo,
                on_click=state.undo_last,
                custom_attrs={"aria-keyshortcuts": "U"},
                class_name="ml-auto",
            ),
            class_name="flex flex-wrap items-center gap-3",
            custom_attrs={"data-inbox": ""},
        ),
        rx.el.p(state.announcement, aria_live="polite", class_name="yf-hidden-text"),
        card(
            loaded_or(
                state.loaded,
                state.problem,
                state.load,
                loading_rows(6),
                rx.cond(
                    state.rows.length() > 0,
                    rx.fragment(
                        rx.el.ul(rx.foreach(state.rows, _conflict), class_name="yf-rows"),
                        further(state, "/hubspot/conflicts/"),
                    ),
                    empty_state(
                        "circle-check",
                        "No conflicts",
                        "Where the mapping says “ask”, fields that both sides changed wait here.",
                    ),
                ),
            ),
            flush=True,
        ),
        section="HubSpot",
    )


def _conflict(row: ConflictItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(record_name(row), class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.div(row.field, class_name="yf-hint"),
            id=f"conflict-{row.id}",
            tab_index=-1,
            class_name="min-w-0 basis-full sm:basis-[200px] sm:flex-none yf-inbox-item",
            custom_attrs={"data-inbox-item": ""},
        ),
        rx.el.div(
            side("Ours", row.ours, row.ours_by, row.ours_at),
            side("HubSpot’s", row.theirs, "", row.theirs_at),
            class_name="min-w-0 flex-1 basis-[260px] flex flex-wrap gap-x-6 gap-y-2",
        ),
        rx.el.div(
            _choice("Keep ours", "1", row, "here"),
            _choice("Take HubSpot’s", "2", row, "there"),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="items-start!",
        key=row.id.to(str),
    )


def _choice(label: str, key: str, row: ConflictItem, side: str) -> rx.Component:
    return button(
        label,
        size="small",
        aria_label=f"{label}: {row.field} of {row.name}",
        on_click=state.decide(row.id, side),
        custom_attrs={"aria-keyshortcuts": key},
    )


PAGES = (Page("/hubspot/conflicts", "Conflicts", conflicts, (HubspotConflictsState.load,)),)
