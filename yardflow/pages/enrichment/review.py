"""The review queue: suggestions to accept, reject or edit, also by keyboard."""

import reflex as rx

from yardflow.components.enrichment.review_queue import review_account
from yardflow.components.enrichment.section_tabs import enrichment_tabs
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, explained_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.kit.fields import toolbar
from yardflow.components.kit.shortcuts import shortcuts
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.enrichment.review import ALL, THRESHOLDS, ReviewState

KEYS = (
    (("↓", "↑", "j", "k"), "next, previous"),
    (("a",), "accept"),
    (("r",), "reject"),
    (("e",), "edit"),
    (("u",), "undo"),
    (("⇧", "A"), "accept by confidence"),
)


def review() -> rx.Component:
    return frame(
        "Review",
        enrichment_tabs("review"),
        rx.el.div(
            _tools(),
            rx.el.p(ReviewState.announcement, aria_live="polite", class_name="yf-hidden-text"),
            loaded_or(
                ReviewState.loaded,
                ReviewState.problem,
                ReviewState.load,
                card(loading_rows(6), flush=True),
                rx.cond(ReviewState.groups.length() > 0, _queue(), _done()),
            ),
            class_name="flex flex-col gap-4",
            custom_attrs={"data-review": ""},
        ),
        _above(),
        section="Enrichment",
    )


def _tools() -> rx.Component:
    return toolbar(
        _events(),
        rx.cond(
            ReviewState.loaded & (ReviewState.waiting > 0),
            rx.el.span(f"{ReviewState.waiting} to review", class_name="yf-muted yf-num px-1"),
        ),
        rx.cond(
            ReviewState.reviewed > 0,
            badge(f"{ReviewState.reviewed} reviewed", "green", dot=True),
        ),
        rx.el.div(
            explained_button(
                "Undo",
                rx.cond(ReviewState.can_undo, "", "You haven't decided anything yet."),
                name="undo",
                icon="undo-2",
                kind="ghost",
                on_click=ReviewState.undo_last,
                custom_attrs={"data-do": "undo"},
            ),
            explained_button(
                "Accept by confidence…",
                rx.cond(ReviewState.waiting == 0, "No suggestions are waiting here.", ""),
                name="above",
                icon="list-checks",
                on_click=ReviewState.ask_above(True),
                custom_attrs={"data-do": "above"},
            ),
            class_name="sm:ml-auto flex flex-wrap gap-2",
        ),
    )


def _events() -> rx.Component:
    return rx.el.select(
        rx.el.option("Active event", value=""),
        rx.el.option("All events", value=ALL),
        rx.foreach(
            ReviewState.event_choices, lambda event: rx.el.option(event.name, value=event.id)
        ),
        value=ReviewState.shown_event,
        on_change=ReviewState.narrow,
        aria_label="Event",
        class_name="yf-input",
    )


def _queue() -> rx.Component:
    return rx.fragment(
        shortcuts(KEYS),
        rx.foreach(ReviewState.groups, review_account),
        rx.cond(
            ReviewState.has_next,
            rx.el.div(
                button("Skip to next", on_click=ReviewState.next_page),
                class_name="flex justify-center",
            ),
        ),
    )


def _done() -> rx.Component:
    return card(
        rx.cond(
            ReviewState.reviewed > 0,
            empty_state(
                "party-popper",
                "All done",
                rx.cond(
                    ReviewState.reviewed == 1,
                    "You reviewed 1 suggestion.",
                    f"You reviewed {ReviewState.reviewed} suggestions.",
                ),
                _all_events(),
            ),
            empty_state(
                "circle-check",
                "Nothing to review",
                "Low-confidence suggestions will appear here.",
                _all_events(),
            ),
        ),
    )


def _all_events() -> rx.Component:
    return rx.cond(
        ReviewState.shown_event != ALL,
        button("Show all events", size="small", on_click=ReviewState.narrow(ALL)),
    )


def _above() -> rx.Component:
    count = ReviewState.above_count
    return dialog(
        "Accept suggestions by confidence",
        rx.el.div(
            rx.el.label("At least", html_for="above", class_name="yf-label"),
            rx.el.div(
                rx.el.select(
                    *[
                        rx.el.option(f"{threshold}%", value=str(threshold))
                        for threshold in THRESHOLDS
                    ],
                    id="above",
                    value=ReviewState.above.to(str),
                    on_change=ReviewState.choose_above,
                    auto_focus=True,
                    class_name="yf-input",
                ),
                class_name="w-28",
            ),
            rx.el.p(
                ReviewState.above_text,
                role="status",
                class_name="yf-muted yf-num",
            ),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.el.p(
            "Fields with competing suggestions are left for you. You can undo this.",
            class_name="yf-hint mt-3",
        ),
        dialog_actions(
            button("Cancel", on_click=ReviewState.ask_above(False)),
            explained_button(
                rx.cond(count == 0, "Accept", f"Accept {count}"),
                rx.cond(count == 0, "No suggestion has this confidence.", ""),
                name="accept",
                kind="primary",
                on_click=ReviewState.accept_above,
            ),
        ),
        open=ReviewState.asking_above,
        on_open_change=ReviewState.ask_above,
        description=rx.cond(
            ReviewState.waiting == 1,
            "Applies to the 1 suggestion in this filter.",
            f"Applies to all {ReviewState.waiting} in this filter.",
        ),
    )


PAGES = (Page("/enrichment/review", "Review", review, (ReviewState.load,)),)
