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
    """A spark beside a value that enrichment filled in; a click removes the value.

    ``state`` mixes in `state.enrichment.provenance.Sourced`. The source opens on hover and on
    focus; on a touch screen the first tap opens it and only the second removes.
    """
    mark = state.sources[field]
    tip = f"source-{field}"
    return rx.cond(
        mark.claim_id > 0,
        rx.el.span(
            rx.el.button(
                rx.icon("sparkle", size=13),
                type="button",
                aria_label=f"Remove {mark.label.lower()} ({mark.source}, {mark.percent}%)",
                aria_describedby=tip,
                on_click=state.revert_value(mark.claim_id),
                class_name="yf-source-mark",
            ),
            _tip(mark, tip),
            tab_index=-1,
            class_name="yf-source",
            custom_attrs={"onKeyDown": _ON_ESCAPE_CLOSE},
        ),
    )


def _tip(mark: Any, tip: str) -> rx.Component:
    return rx.el.span(
        rx.el.span(
            rx.el.span(mark.source, class_name="font-medium"),
            confidence_badge(mark.percent),
            class_name="flex items-center gap-2",
        ),
        rx.el.span(mark.how, class_name="yf-muted block mt-1.5 [overflow-wrap:anywhere]"),
        rx.el.span(
            rx.cond(mark.accepted_by != "", f"Accepted by {mark.accepted_by} · ", "Filled in "),
            relative(mark.at),
            class_name="yf-hint block mt-1.5",
        ),
        rx.el.span(
            rx.icon("undo-2", size=12, class_name="inline mr-1"),
            rx.el.span("Click to remove this value", class_name="yf-by-mouse"),
            rx.el.span("Tap again to remove this value", class_name="yf-by-touch"),
            class_name="yf-hint block mt-1.5",
        ),
        id=tip,
        role="tooltip",
        class_name="yf-source-tip",
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
        rx.el.span(
            button(
                "Accept",
                kind="soft",
                size="small",
                aria_label=f"Accept {suggestion.value}",
                on_click=state.accept(suggestion.claim_id),
            ),
            button(
                "Reject",
                kind="ghost",
                size="small",
                aria_label=f"Reject {suggestion.value}",
                on_click=state.reject(suggestion.claim_id),
            ),
            class_name="inline-flex gap-1",
        ),
        rx.el.span(f"{suggestion.source}: {suggestion.how}", class_name="yf-hint basis-full"),
        key=suggestion.claim_id.to(str),
    )
