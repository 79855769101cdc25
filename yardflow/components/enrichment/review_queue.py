"""The review queue's rows: the suggestions for a field, side by side.

`assets/review.js` finds an open suggestion by ``data-review-item`` and its buttons by ``data-do``.
"""

import reflex as rx

from yardflow.components.enrichment.badges import confidence_badge
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.in_place import row_form, text_input
from yardflow.components.kit.links import link, text_link
from yardflow.components.records.badges import stage_badge
from yardflow.components.records.score import score_bar
from yardflow.state.enrichment.review import ReviewState
from yardflow.state.enrichment.review_view import ReviewAccount, ReviewClaim, ReviewField, Verdict


def review_account(group: rx.Var[ReviewAccount]) -> rx.Component:
    """An account with the fields, its own and its contacts', that have suggestions."""
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
                    rx.el.span(
                        ": ", rx.el.span(field.current, class_name="yf-review-current"), " →"
                    ),
                    " (empty)",
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
            verdict.label,
            _decided(claim, verdict),
            rx.cond(
                ReviewState.editing == claim.id, _correction(claim, field), _open(claim, field)
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
            button(
                "Accept",
                icon="check",
                kind="soft",
                size="small",
                aria_label=f"Accept {claim.value}",
                on_click=ReviewState.accept(claim.id),
                custom_attrs={"data-do": "accept"},
            ),
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
            f"{field.label} for {field.about}: {claim.value}, {claim.percent}%, {claim.source}"
        ),
        class_name="yf-review-claim",
        custom_attrs={"data-review-item": ""},
    )


def _correction(claim: rx.Var[ReviewClaim], field: rx.Var[ReviewField]) -> rx.Component:
    return row_form(
        text_input(f"{field.label} for {field.about}", "value", claim.value, max_length=300),
        error=ReviewState.edit_error,
        save=ReviewState.correct,
        cancel=ReviewState.stop_editing,
        kept=f"suggestion {claim.id}",
        label=f"Correct {field.label} for {field.about}",
        class_name="yf-review-claim flex! flex-col gap-2",
    )


def _decided(claim: rx.Var[ReviewClaim], verdict: rx.Var[Verdict]) -> rx.Component:
    return rx.el.div(
        badge(verdict.label, verdict.tone),
        rx.el.span(
            rx.cond(verdict.value, verdict.value, claim.value), class_name="yf-truncate yf-muted"
        ),
        rx.cond(
            verdict.label != "Not chosen",
            button(
                "Undo",
                kind="ghost",
                size="small",
                aria_label=f"Undo: {claim.value}",
                on_click=ReviewState.put_back(claim.id),
                class_name="ml-auto",
            ),
        ),
        class_name="yf-review-decided",
    )
