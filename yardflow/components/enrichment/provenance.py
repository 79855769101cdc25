"""The source of a shown value, and suggestions for its field."""

from typing import Any

import reflex as rx

from yardflow.components.enrichment.badges import confidence_badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.times import relative
from yardflow.state.enrichment.provenance import SuggestionItem

_ON_ESCAPE_CLOSE: rx.Var = rx.Var(
    "(event) => { if (event.key === 'Escape') document.activeElement?.blur() }"
)


def source_mark(field: str, state: Any) -> rx.Component:
    """A spark beside a value that enrichment filled in, with its source and a way to refuse it.

    ``state`` mixes in `state.enrichment.provenance.Sourced`. The source opens on hover and on
    focus, so also by a tap.
    """
    mark = state.sources[field]
    tip = f"source-{field}"
    return rx.cond(
        mark.claim_id > 0,
        _with_tip(
            rx.el.button(
                rx.icon("sparkle", size=13),
                type="button",
                aria_label=f"Source of {mark.label.lower()}: {mark.source}, {mark.percent}%",
                aria_describedby=tip,
                class_name="yf-source-mark",
            ),
            rx.el.div(
                rx.el.span(
                    rx.el.span(mark.source, class_name="font-medium"),
                    confidence_badge(mark.percent),
                    class_name="flex items-center gap-2",
                ),
                rx.el.span(mark.how, class_name="yf-muted block mt-1.5 [overflow-wrap:anywhere]"),
                rx.el.span(
                    rx.cond(
                        mark.accepted_by != "", f"Accepted by {mark.accepted_by} · ", "Filled in "
                    ),
                    relative(mark.at),
                    class_name="yf-hint block mt-1.5",
                ),
                id=tip,
            ),
            _not_right(mark.label.lower(), state.revert_value(mark.claim_id)),
        ),
    )


def inferred_mark(field: str, text: str, refuse: Any) -> rx.Component:
    """Says that a value is inferred, with a way to refuse it."""
    return _with_tip(
        rx.el.button(text, type="button", class_name="yf-inferred"), _not_right(field, refuse)
    )


def _with_tip(mark: rx.Component, *tip: rx.Component) -> rx.Component:
    return rx.el.div(
        mark,
        rx.el.div(*tip, class_name="yf-source-tip"),
        tab_index=-1,
        class_name="yf-source",
        custom_attrs={"onKeyDown": _ON_ESCAPE_CLOSE},
    )


def _not_right(field: str | rx.Var[str], refuse: Any) -> rx.Component:
    return rx.el.div(
        button(
            "Not right",
            icon="x",
            size="small",
            aria_label=rx.Var.create("Not right: remove ") + field,
            on_click=refuse,
        ),
        rx.el.span("Removed, and not filled in again", class_name="yf-hint"),
        class_name="yf-source-refuse",
    )


def suggestions(field: str, state: Any) -> rx.Component:
    """The suggestions for a field, each with its two buttons."""
    return rx.cond(
        state.suggestions.contains(field),
        rx.el.ul(
            rx.foreach(state.suggestions[field], lambda suggestion: _suggestion(suggestion, state)),
            aria_label="Suggestions",
            class_name="yf-suggestions",
        ),
    )


def _suggestion(suggestion: rx.Var[SuggestionItem], state: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span("Suggested: ", class_name="yf-muted"),
            rx.el.span(suggestion.value, class_name="font-medium [overflow-wrap:anywhere]"),
            title=f"{suggestion.source}: {suggestion.how}",
            class_name="min-w-0",
        ),
        confidence_badge(suggestion.percent),
        accept_or_reject(
            suggestion.value,
            accept=state.accept(suggestion.claim_id),
            reject=state.reject(suggestion.claim_id),
        ),
        rx.el.span(f"{suggestion.source}: {suggestion.how}", class_name="yf-hint basis-full"),
        key=suggestion.claim_id.to(str),
    )


def accept_or_reject(what: rx.Var[str], *, accept: Any, reject: Any) -> rx.Component:
    """The two buttons of a suggestion; ``what`` it says is read to those who don't see it."""
    return rx.el.span(
        button(
            "Accept",
            kind="soft",
            size="small",
            aria_label=f"Accept {what}",
            on_click=accept,
        ),
        button(
            "Reject",
            kind="ghost",
            size="small",
            aria_label=f"Reject {what}",
            on_click=reject,
        ),
        class_name="inline-flex gap-1",
    )
