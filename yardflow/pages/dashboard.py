"""The first page: the active event at a glance, and next steps."""

import reflex as rx

from yardflow.components.enrichment.provider_problems import provider_problems
from yardflow.components.jobs.badges import job_badge
from yardflow.components.kit.badges import by_value
from yardflow.components.kit.buttons import button_link
from yardflow.components.kit.cards import card, stat_grid, stat_tile
from yardflow.components.kit.feedback import (
    empty_state,
    loaded_or,
    loading_lines,
    loading_tiles,
    progress_bar,
)
from yardflow.components.kit.links import link, text_link
from yardflow.components.records.badges import STAGE_TONES, event_badge
from yardflow.components.records.no_active_event import no_active_event
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.dashboard import ICONS, DashboardState, JobSummary, NextStepRow, StageRow


def dashboard() -> rx.Component:
    """The dashboard of the active event, or a link to the events."""
    return frame(
        "Dashboard",
        loaded_or(
            DashboardState.loaded,
            DashboardState.problem,
            DashboardState.load,
            rx.fragment(loading_tiles(), card(loading_lines(7))),
            rx.cond(DashboardState.event.name == "", card(no_active_event(), flush=True), _board()),
        ),
    )


def _board() -> rx.Component:
    return rx.fragment(
        provider_problems(DashboardState.provider_problems),
        _event(),
        stat_grid(
            stat_tile(
                "Target accounts",
                DashboardState.accounts,
                icon="building-2",
                note=DashboardState.unassigned,
                href="/accounts/",
            ),
            stat_tile(
                "Attendees",
                DashboardState.contacts,
                icon="users",
                note=DashboardState.with_email,
                href="/contacts/",
            ),
            stat_tile(
                "ICP score",
                DashboardState.average_score,
                icon="target",
                note="average",
                href="/accounts/?sort=-icpScore",
            ),
            stat_tile(
                "Enriched",
                DashboardState.enriched_count,
                icon="sparkles",
                note=DashboardState.enriched,
                href="/contacts/?enrichment=filled_in",
            ),
            stat_tile(
                "Needs review",
                DashboardState.to_review,
                icon="inbox",
                note=rx.cond(DashboardState.to_review == "1", "suggestion", "suggestions"),
                href="/enrichment/review/",
            ),
            stat_tile(
                "Spent",
                DashboardState.spent,
                icon="coins",
                note=DashboardState.budget,
                href="/enrichment/costs/",
            ),
            six=True,
        ),
        rx.el.div(
            _funnel(),
            rx.el.div(_next_steps(), _jobs(), class_name="flex flex-col gap-4 min-w-0"),
            class_name="yf-record",
        ),
    )


def _event() -> rx.Component:
    event = DashboardState.event
    return card(
        rx.el.div(
            rx.el.div(
                rx.el.div(
                    rx.el.h2(event.name, class_name="text-[17px] leading-6 font-semibold"),
                    event_badge(event.status),
                    class_name="flex flex-wrap items-center gap-2.5",
                ),
                rx.el.p(
                    rx.el.span(event.days, class_name="yf-num"),
                    rx.cond((event.days != "") & (event.place != ""), " · ", ""),
                    event.place,
                    rx.cond(event.booth != "", f" · Booth {event.booth}", ""),
                    class_name="yf-muted",
                ),
                class_name="flex-[1_1_260px] min-w-0",
            ),
            rx.el.div(
                rx.el.span(event.countdown, class_name="font-medium yf-num"),
                button_link("Edit", event.href, size="small"),
                class_name="flex items-center gap-3",
            ),
            class_name="flex flex-wrap items-center gap-3",
        ),
    )


def _funnel() -> rx.Component:
    return card(
        rx.el.ol(
            rx.foreach(DashboardState.funnel, _stage), class_name="yf-funnel", aria_label="Funnel"
        ),
        title="Accounts by stage",
    )


def _stage(row: StageRow) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.span(row.label, class_name="yf-funnel-stage"),
            rx.el.span(
                rx.el.span(
                    style={"width": f"{row.percent}%"},
                    custom_attrs={"data-tone": by_value(row.stage, STAGE_TONES, "gray")},
                ),
                class_name="yf-funnel-bar",
                aria_hidden="true",
            ),
            rx.el.span(row.count, class_name="yf-funnel-count"),
            rx.el.span(row.share, class_name="yf-funnel-share"),
            href=row.href,
        ),
        key=row.stage,
    )


def _next_steps() -> rx.Component:
    return card(
        rx.cond(
            DashboardState.next_steps.length() > 0,
            rx.el.ul(rx.foreach(DashboardState.next_steps, _next_step), class_name="yf-next"),
            empty_state(
                "circle-check",
                "You're all caught up",
                "Every contact has an email and every account has an owner.",
            ),
        ),
        title="Next steps",
        flush=True,
    )


def _next_step(row: NextStepRow) -> rx.Component:
    return rx.el.li(
        link(
            rx.match(
                row.kind,
                *[(kind, rx.icon(icon, size=16)) for kind, icon in ICONS.items()],
                rx.icon("arrow-right", size=16),
            ),
            rx.el.span(
                rx.el.span(row.title, class_name="font-medium block"),
                rx.el.span(row.text, class_name="yf-hint block"),
                class_name="min-w-0 flex-1",
            ),
            rx.icon("chevron-right", size=15),
            href=row.href,
        ),
        key=row.kind,
    )


def _jobs() -> rx.Component:
    return card(
        rx.cond(
            DashboardState.jobs.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(DashboardState.jobs, _job), class_name="yf-rows"),
                rx.cond(
                    DashboardState.jobs_note != "",
                    rx.el.p(DashboardState.jobs_note, class_name="yf-hint px-4 pb-3"),
                ),
            ),
            rx.el.p("Nothing running.", class_name="yf-muted p-4"),
        ),
        title="Background jobs",
        actions=text_link("All jobs", "/jobs/"),
        flush=True,
    )


def _job(row: JobSummary) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.title, class_name="font-medium"),
            rx.el.span(row.detail, class_name="yf-hint yf-num"),
            class_name="flex flex-col min-w-0 flex-1",
        ),
        rx.cond(
            row.percent >= 0,
            rx.el.div(
                progress_bar(f"Progress of {row.title}", row.percent), class_name="w-24 flex-none"
            ),
        ),
        job_badge(row.status),
        key=row.id.to(str),
    )


PAGES = (Page("/", "Dashboard", dashboard, (DashboardState.load,)),)
