"""The enrichment runs of a contact: every value with its source and confidence."""

import reflex as rx

from yardflow.components.enrichment.badges import confidence_badge
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_lines
from yardflow.components.kit.links import outside_link, text_link
from yardflow.components.kit.times import relative
from yardflow.state.enrichment.history import EnrichmentHistory
from yardflow.state.enrichment.run_view import ClaimRow, RunRow, StepRow


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
                rx.fragment(
                    rx.el.ol(rx.foreach(EnrichmentHistory.runs, _run), class_name="yf-runs"),
                    rx.cond(
                        EnrichmentHistory.older > 0,
                        button(
                            f"Show older ({EnrichmentHistory.older})",
                            kind="ghost",
                            size="small",
                            icon="chevron-down",
                            on_click=EnrichmentHistory.show_older,
                            class_name="mt-3",
                        ),
                    ),
                ),
                empty_state(
                    "sparkles",
                    "Not enriched yet",
                    "Enrich Now looks for job title, email and company details.",
                ),
            ),
        ),
        confirm_dialog(
            "Undo this run?",
            "Removes what it filled in and restores earlier values. Edits made since are kept.",
            open=EnrichmentHistory.confirming_revert,
            on_open_change=EnrichmentHistory.close_revert,
            confirm="Undo run",
            on_confirm=EnrichmentHistory.revert,
        ),
        title="Enrichment",
        actions=outside_link("Search on LinkedIn", EnrichmentHistory.linkedin_search),
    )


def _run(run: rx.Var[RunRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            badge(run.status_label, run.tone, dot=True),
            rx.el.span(
                run.trigger,
                rx.cond(run.bulk_href != "", _bulk(run)),
                " · ",
                relative(run.at),
                class_name="yf-muted text-[13px] min-w-0 [overflow-wrap:anywhere]",
            ),
            class_name="flex flex-wrap items-center gap-x-2 gap-y-1",
        ),
        rx.cond(run.note != "", rx.el.p(run.note, class_name="text-[13px] mt-1.5")),
        rx.cond(run.error != "", rx.el.p(run.error, class_name="yf-error text-[13px] mt-1.5")),
        rx.cond(
            run.claims,
            rx.el.ul(rx.foreach(run.claims, _claim), class_name="flex flex-col gap-2.5 mt-2.5"),
        ),
        rx.cond(
            run.steps,
            rx.el.ol(rx.foreach(run.steps, _step), class_name="yf-steps", aria_label="Steps"),
        ),
        rx.el.p(run.figures, class_name="yf-hint yf-num mt-1.5"),
        rx.cond(
            run.reverted_at != "",
            rx.el.p(
                rx.icon("undo-2", size=12, class_name="inline mr-1"),
                rx.cond(run.reverted_by != "", f"Undone by {run.reverted_by}", "Undone"),
                " · ",
                relative(run.reverted_at),
                class_name="yf-hint mt-1",
            ),
        ),
        rx.cond(
            run.can_revert,
            button(
                "Undo this run",
                icon="undo-2",
                kind="ghost",
                size="small",
                on_click=EnrichmentHistory.ask_revert(run.id),
                class_name="-ml-2 mt-1",
            ),
        ),
        key=run.id.to(str),
    )


def _bulk(run: rx.Var[RunRow]) -> rx.Component:
    return rx.fragment(" “", text_link(run.bulk, run.bulk_href), "”")


def _step(step: rx.Var[StepRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(step.source, class_name="font-medium"),
        " ",
        step.outcome,
        rx.cond(step.figures != "", rx.el.span(" · ", step.figures, class_name="yf-num")),
        rx.cond(
            step.details != "",
            rx.el.div(
                f"Details for support: {step.details}",
                class_name="yf-hint yf-num [overflow-wrap:anywhere]",
            ),
        ),
    )


def _claim(claim: rx.Var[ClaimRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(claim.label, class_name="yf-muted"),
            rx.el.span(claim.value, class_name="font-medium [overflow-wrap:anywhere]"),
            confidence_badge(claim.percent),
            badge(claim.outcome, claim.tone),
            class_name="flex flex-wrap items-center gap-x-2 gap-y-1",
        ),
        rx.el.p(claim.source, ": ", claim.how, class_name="yf-muted text-[13px]"),
    )
