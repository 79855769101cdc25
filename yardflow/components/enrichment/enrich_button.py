"""Enrich Now: one button with all of its states, for a card, a row or a record."""

from typing import Any

import reflex as rx

from yardflow.components.kit.badges import Tone, badge
from yardflow.components.kit.buttons import Kind, button, icon_button
from yardflow.components.kit.links import link
from yardflow.state.enrichment.enrich_now import EnrichNow


def enrich_button(contact_id: rx.Var[int], *, explain: bool = False) -> rx.Component:
    """Enrich Now → Queued → Enriching… → Filled in, Needs review (2), Nothing found or Failed; on
    the way it may wait for budget or a provider, or be paused or canceled with its bulk run.

    With ``explain``, for a record's page, the reason it waits or failed and what else can be done
    stand beside it; elsewhere the reason shows on hover. The page's state has to call
    `EnrichNow.watch`.
    """
    view = EnrichNow.shown[contact_id.to(str)]
    return rx.el.div(
        rx.match(
            view.progress,
            ("queued", _busy("Queued", "gray", view.reason)),
            ("running", _busy("Enriching…", "blue", view.reason)),
            ("waiting", badge("Waiting", "orange", dot=True, title=view.reason)),
            ("paused", _paused(contact_id, view.reason)),
            ("filled_in", _done(contact_id, view, badge("Filled in", "green", dot=True))),
            ("needs_review", _done(contact_id, view)),
            ("nothing_found", _done(contact_id, view, badge("Nothing found", "gray", dot=True))),
            ("failed", _ended(contact_id, view, "Failed", "red")),
            ("cancelled", _ended(contact_id, view, "Canceled", "gray")),
            ("never", _press("Enrich Now", contact_id, kind="soft")),
            rx.fragment(),  # not read yet
        ),
        _explained(contact_id, view) if explain else None,
        role="status",
        class_name="relative z-[1] inline-flex flex-wrap items-center gap-1.5 min-h-7",
    )


def _press(text: str, contact_id: rx.Var[int], kind: Kind = "plain") -> rx.Component:
    return button(
        text,
        icon="sparkles",
        kind=kind,
        size="small",
        on_click=EnrichNow.press(contact_id).stop_propagation,
    )


def _busy(text: str, tone: Tone, reason: rx.Var[str]) -> rx.Component:
    return badge(
        rx.fragment(rx.spinner(size="1"), text),
        tone,
        title=reason,
    )


def _paused(contact_id: rx.Var[int], reason: rx.Var[str]) -> rx.Component:
    return rx.fragment(
        badge("Paused", "gray", dot=True, title=reason),
        icon_button(
            "sparkles",
            "Enrich Now",
            size="small",
            on_click=EnrichNow.press(contact_id).stop_propagation,
        ),
    )


def _done(contact_id: rx.Var[int], view: Any, *state: rx.Component) -> rx.Component:
    return rx.fragment(
        *state,
        _needs_review(view.review),
        icon_button(
            "rotate-cw",
            "Enrich again",
            size="small",
            on_click=EnrichNow.press(contact_id).stop_propagation,
        ),
    )


def _ended(contact_id: rx.Var[int], view: Any, text: str, tone: Tone) -> rx.Component:
    return rx.fragment(
        badge(text, tone, dot=True, title=view.reason),
        _needs_review(view.review),
        _press("Try again", contact_id),
    )


def _needs_review(count: rx.Var[int]) -> rx.Component:
    return rx.cond(
        count,
        link(
            badge(f"Needs review ({count})", "orange"),
            href="/enrichment/review/",
            title="Open the review queue",
            class_name="rounded-[5px]",
        ),
    )


def _explained(contact_id: rx.Var[int], view) -> rx.Component:
    return rx.fragment(
        rx.cond(view.reason, rx.el.span(view.reason, class_name="yf-muted text-[13px] basis-full")),
        rx.cond(
            view.unchanged,
            rx.el.span(
                "Nothing changed since last time, so no charge. ",
                rx.el.button(
                    "Run anyway",
                    type="button",
                    on_click=EnrichNow.run_anyway(contact_id).stop_propagation,
                    class_name="yf-link cursor-pointer underline",
                ),
                class_name="yf-muted text-[13px] basis-full",
            ),
        ),
    )
