"""The review queue: what was found out and waits for a person's word, decided by keyboard."""

import reflex as rx

from yardflow.components.badges import badge, confidence_badge, stage_badge
from yardflow.components.buttons import button, icon_button, submit
from yardflow.components.cards import card
from yardflow.components.dialogs import dialog, dialog_actions
from yardflow.components.enrichment_tabs import enrichment_tabs
from yardflow.components.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.fields import toolbar
from yardflow.components.frame import frame
from yardflow.components.in_place import ON_ESCAPE_LEAVE, text_input
from yardflow.components.links import link, text_link
from yardflow.components.score import score_bar
from yardflow.pages.page import Page
from yardflow.state.review import ALL, STEPS, ReviewState
from yardflow.state.review_rows import ReviewAccount, ReviewClaim, ReviewField

KEYS = (
    (("j", "k"), "next, previous"),
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
        rx.foreach(ReviewState.groups, _account),
        rx.cond(
            ReviewState.has_next,
            rx.el.div(
                button("Leave these, show the next", on_click=ReviewState.next_page),
                class_name="flex justify-center",
            ),
        ),
    )


def _account(group: rx.Var[ReviewAccount]) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(
                link(group.name, href=group.href, class_name="yf-link"),
                class_name="yf-truncate",
            ),
            stage_badge(group.stage),
            rx.el.div(score_bar(group.score), class_name="ml-auto flex-none"),
            class_name="yf-card-head flex-nowrap!",
        ),
        rx.el.div(rx.foreach(group.fields, _field)),
        key=group.id.to(str),
        class_name="yf-card yf-review-account",
    )


def _field(field: rx.Var[ReviewField]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                text_link(field.about, field.href), class_name="font-medium yf-truncate min-w-0"
            ),
            rx.el.div(
                field.label,
                rx.cond(
                    field.current != "",
                    rx.el.span(" now: ", rx.el.span(field.current, class_name="yf-review-now")),
                    rx.el.span(", empty now"),
                ),
                class_name="yf-hint [overflow-wrap:anywhere]",
            ),
            class_name="min-w-0",
        ),
        rx.el.div(
            rx.foreach(field.claims, lambda claim: _claim(claim, field)),
            class_name="yf-rivals",
        ),
        key=field.key,
        class_name="yf-review-field",
        custom_attrs={"data-review-field": ""},
    )


def _claim(claim: rx.Var[ReviewClaim], field: rx.Var[ReviewField]) -> rx.Component:
    verdict = ReviewState.verdicts[claim.id.to(str)]
    return rx.el.div(
        rx.cond(
            verdict.word,
            _settled(claim, verdict),
            rx.cond(
                ReviewState.editing == claim.id, _correcting(claim, field), _open(claim, field)
            ),
        ),
        key=claim.id.to(str),
        class_name="min-w-0",
    )


def _open(claim: rx.Var[ReviewClaim], field: rx.Var[ReviewField]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.span(claim.value, class_name="font-medium [overflow-wrap:anywhere]"),
                confidence_badge(claim.percent),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.p(claim.source, ": ", claim.how, class_name="yf-hint mt-0.5"),
            class_name="min-w-0 flex-[1_1_250px]",
        ),
        rx.el.div(
            _act("Accept", "check", "soft", "accept", ReviewState.accept(claim.id), claim),
            icon_button(
                "pencil",
                f"Edit {claim.value}",
                size="small",
                on_click=ReviewState.edit(claim.id),
                custom_attrs={"data-do": "edit"},
            ),
            icon_button(
                "x",
                f"Reject {claim.value}",
                size="small",
                on_click=ReviewState.reject(claim.id),
                custom_attrs={"data-do": "reject"},
            ),
            class_name="flex items-center gap-1 flex-none",
        ),
        id=f"claim-{claim.id}",
        role="group",
        tab_index=0,
        aria_label=(
            f"{field.label} of {field.about}: {claim.value}, {claim.percent} %, {claim.source}"
        ),
        class_name="yf-review-claim",
        custom_attrs={"data-review-item": ""},
    )


def _act(text: str, icon: str, kind, do: str, on_click, claim) -> rx.Component:
    return button(
        text,
        icon=icon,
        kind=kind,
        size="small",
        aria_label=f"{text} {claim.value}",
        on_click=on_click,
        custom_attrs={"data-do": do},
    )


def _correcting(claim: rx.Var[ReviewClaim], field: rx.Var[ReviewField]) -> rx.Component:
    return rx.form(
        text_input(f"{field.label} of {field.about}", "value", claim.value, max_length=300),
        rx.el.div(
            rx.cond(
                ReviewState.edit_error != "",
                rx.el.p(ReviewState.edit_error, class_name="yf-error mt-1.5"),
            ),
            role="alert",
        ),
        rx.el.div(
            submit("Save", size="small"),
            button(
                "Cancel",
                kind="ghost",
                size="small",
                on_click=ReviewState.stop_editing,
                custom_attrs={"data-leave": ""},
            ),
            class_name="flex gap-2 mt-2",
        ),
        on_submit=ReviewState.correct,
        custom_attrs={"onKeyDown": ON_ESCAPE_LEAVE},
        aria_label=f"Correct {field.label} of {field.about}",
        class_name="yf-review-claim block!",
    )


def _settled(claim: rx.Var[ReviewClaim], verdict) -> rx.Component:
    return rx.el.div(
        badge(verdict.word, verdict.tone),
        rx.el.span(
            rx.cond(verdict.value, verdict.value, claim.value), class_name="yf-truncate yf-muted"
        ),
        rx.cond(
            verdict.word != "Not chosen",
            button(
                "Undo",
                kind="ghost",
                size="small",
                aria_label=f"Undo: {claim.value}",
                on_click=ReviewState.put_back(claim.id),
                class_name="ml-auto",
            ),
        ),
        class_name="yf-review-settled",
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
