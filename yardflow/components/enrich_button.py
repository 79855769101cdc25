"""Enrich Now: one button with all of its states, for a card, a row or a record."""

import reflex as rx

from yardflow.components.badges import Tone, badge
from yardflow.components.buttons import Kind, button, icon_button
from yardflow.state.enrichment import EnrichNow


def enrich_button(contact_id: rx.Var[int], *, explain: bool = False) -> rx.Component:
    """Enrich Now → Queued → Enriching… → Enriched (87 %), or Failed with a way to try again.

    ``explain`` writes the reason of a failure or a wait beside it, for a record's page; elsewhere
    it shows on hover. The page's state has to have said `EnrichNow.watch`.
    """
    view = EnrichNow.shown[contact_id.to(str)]
    reason = rx.cond(
        view.reason, rx.el.span(view.reason, class_name="yf-muted text-[13px] basis-full")
    )
    return rx.el.div(
        rx.match(
            view.progress,
            ("queued", _under_way("Queued", "gray", view.reason)),
            ("running", _under_way("Enriching…", "blue", view.reason)),
            ("waiting", badge("Waiting", "orange", dot=True, title=view.reason)),
            ("enriched", _enriched(contact_id, view.percent)),
            ("failed", _failed(contact_id, view.reason)),
            ("never", _press("Enrich Now", contact_id, kind="soft")),
            rx.fragment(),  # nobody has said yet
        ),
        reason if explain else None,
        role="status",
        class_name="relative z-[1] inline-flex items-center gap-1.5 min-h-7"
        + (" flex-wrap" if explain else ""),
    )


def _press(text: str, contact_id: rx.Var[int], kind: Kind = "plain") -> rx.Component:
    return button(
        text,
        icon="sparkles",
        kind=kind,
        size="small",
        on_click=EnrichNow.press(contact_id).stop_propagation,
    )


def _under_way(text: str, tone: Tone, reason: rx.Var[str]) -> rx.Component:
    return badge(
        rx.fragment(rx.spinner(size="1"), text),
        tone,
        title=reason,
    )


def _enriched(contact_id: rx.Var[int], percent: rx.Var[int]) -> rx.Component:
    tone = rx.cond(percent >= 70, "green", rx.cond(percent >= 0, "orange", "gray"))
    text = rx.cond(percent >= 0, f"Enriched ({percent} %)", "Enriched, nothing new")
    return rx.fragment(
        badge(text, tone, dot=True),
        icon_button(
            "rotate-cw",
            "Enrich again",
            size="small",
            on_click=EnrichNow.press(contact_id).stop_propagation,
        ),
    )


def _failed(contact_id: rx.Var[int], reason: rx.Var[str]) -> rx.Component:
    return rx.fragment(
        badge("Failed", "red", dot=True, title=reason), _press("Try again", contact_id)
    )
