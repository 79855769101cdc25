"""The review queue: what was found out and waits for a person's word, decided by keyboard."""

import reflex as rx

from yardflow.components.enrichment.review_queue import review_account
from yardflow.components.enrichment.section_tabs import enrichment_tabs
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.kit.fields import toolbar
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.enrichment.review import ALL, STEPS, ReviewState

KEYS = (
    (("↓", "↑", "j", "k"), "next, previous"),
    (("a",), "accept"),
    (("r",), "reject"),
    (("e",), "edit"),
    (("u",), "undo"),
    (("⇧", "A"), "accept all above"),
)


def review() -> rx.Component:
    """The queue."""
    return frame(
        "Review",
        enrichment_tabs("review"),
        rx.el.div(
            _tools(),
            rx.el.p(ReviewState.told, aria_live="polite", class_name="yf-hidden-text"),
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
            rx.el.span(f"{ReviewState.waiting} waiting", class_name="yf-muted yf-num px-1"),
        ),
        rx.cond(
            ReviewState.decided > 0,
            badge(f"{ReviewState.decided} decided", "green", dot=True),
        ),
        rx.el.div(
            button(
                "Undo",
                icon="undo-2",
                kind="ghost",
                disabled=~ReviewState.can_undo,
                on_click=ReviewState.undo_last,
                custom_attrs={"data-do": "undo"},
            ),
            button(
                "Accept all above…",
                icon="list-checks",
                disabled=ReviewState.waiting == 0,
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


def _legend() -> rx.Component:
    return rx.el.dl(
        *[
            rx.el.div(
                rx.el.dt(*[rx.el.kbd(key) for key in keys]),
                rx.el.dd(meaning),
            )
            for keys, meaning in KEYS
        ],
        aria_label="Keys",
        class_name="yf-keys",
    )


def _queue() -> rx.Component:
    return rx.fragment(
        _legend(),
        rx.foreach(ReviewState.groups, review_account),
        rx.cond(
            ReviewState.has_next,
            rx.el.div(
                button("Leave these, show the next", on_click=ReviewState.next_page),
                class_name="flex justify-center",
            ),
        ),
    )


def _done() -> rx.Component:
    return card(
        rx.cond(
            ReviewState.decided > 0,
            empty_state(
                "party-popper",
                "All decided. Nothing waits any more.",
                f"{ReviewState.decided} suggestions have your word now. "
                "New ones come here as contacts are enriched.",
                *_ways(),
            ),
            empty_state(
                "circle-check",
                "Nothing waits for review",
                "Every value that was sure enough is in its field already. What is less sure "
                "comes here.",
                *_ways(),
            ),
        ),
    )


def _ways() -> tuple[rx.Component, ...]:
    return (
        rx.cond(
            ReviewState.shown_event != ALL,
            button("Look at all events", size="small", on_click=ReviewState.narrow(ALL)),
        ),
    )


def _above() -> rx.Component:
    many = ReviewState.above_count
    return dialog(
        "Accept all that are sure enough",
        rx.el.div(
            rx.el.label("At least", html_for="above", class_name="yf-label"),
            rx.el.div(
                rx.el.select(
                    *[rx.el.option(f"{one} %", value=str(one)) for one in STEPS],
                    id="above",
                    value=ReviewState.above.to(str),
                    on_change=ReviewState.choose_above,
                    auto_focus=True,
                    class_name="yf-input",
                ),
                class_name="w-28",
            ),
            rx.el.p(
                rx.match(
                    many,
                    (0, "No suggestion is that sure."),
                    (1, "1 suggestion is that sure."),
                    f"{many} suggestions are that sure.",
                ),
                role="status",
                class_name="yf-muted yf-num",
            ),
            class_name="flex flex-wrap items-center gap-3",
        ),
        rx.el.p(
            "Where several are as sure as that for one field, that field is left for you. "
            "You can undo it all at once.",
            class_name="yf-hint mt-3",
        ),
        dialog_actions(
            button("Cancel", on_click=ReviewState.ask_above(False)),
            button(
                rx.cond(many == 0, "Accept", f"Accept {many}"),
                kind="primary",
                disabled=many == 0,
                on_click=ReviewState.accept_above,
            ),
        ),
        open=ReviewState.asking_above,
        on_open_change=ReviewState.ask_above,
        description="Across all pages of the queue as it is filtered now.",
    )


PAGES = (Page("/enrichment/review", "Review", review, (ReviewState.load,)),)
