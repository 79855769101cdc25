"""What enrichment found out about a contact, run by run: every fact with its source."""

import reflex as rx

from yardflow.components.badges import badge, confidence_badge
from yardflow.components.cards import card
from yardflow.components.feedback import empty_state, loaded_or, loading_lines
from yardflow.components.links import outside_link
from yardflow.components.times import moment
from yardflow.state.enrichment_history import ClaimRow, EnrichmentHistory, RunRow


def enrichment_history() -> rx.Component:
    """A card with the last runs; the page's state has to call `EnrichmentHistory.load`."""
    return card(
        loaded_or(
            EnrichmentHistory.loaded,
            EnrichmentHistory.problem,
            EnrichmentHistory.read_again,
            loading_lines(3),
            rx.cond(
                EnrichmentHistory.runs,
                rx.el.ol(
                    rx.foreach(EnrichmentHistory.runs, _run), class_name="flex flex-col gap-5"
                ),
                empty_state(
                    "sparkles",
                    "Not enriched yet",
                    "Press Enrich Now to look for a title, an address and more.",
                ),
            ),
        ),
        title="Enrichment",
        actions=outside_link("Search on LinkedIn", EnrichmentHistory.linkedin_search),
    )


def _run(run: rx.Var[RunRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.match(
                run.status,
                ("succeeded", badge("Enriched", "green", dot=True)),
                ("failed", badge("Failed", "red", dot=True)),
                badge("Enriching…", "blue", dot=True),
            ),
            moment(run.at),
            rx.el.span(run.facts, class_name="yf-muted text-[13px]"),
            class_name="flex flex-wrap items-center gap-2",
        ),
        rx.cond(run.error != "", rx.el.p(run.error, class_name="text-[13px] mt-1.5")),
        rx.cond(
            run.claims,
            rx.el.ul(rx.foreach(run.claims, _claim), class_name="flex flex-col gap-2.5 mt-2.5"),
        ),
    )


def _claim(claim: rx.Var[ClaimRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(claim.label, class_name="yf-muted"),
            rx.el.span(claim.value, class_name="font-medium [overflow-wrap:anywhere]"),
            confidence_badge(claim.percent),
            badge(claim.outcome, claim.tone),
            class_name="flex flex-wrap items-center gap-2",
        ),
        rx.el.p(claim.source, ": ", claim.how, class_name="yf-muted text-[13px]"),
    )
