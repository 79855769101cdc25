"""Background jobs: progress, errors, and the buttons to cancel and retry."""

import reflex as rx

from yardflow.components.jobs.badges import job_badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows, progress_bar
from yardflow.components.kit.links import download_link, link
from yardflow.components.kit.table import Column, cut, data_table
from yardflow.components.kit.tabs import link_tabs
from yardflow.components.kit.times import relative
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.jobs import JobRow, JobsState


def jobs() -> rx.Component:
    """The list, which follows the jobs."""
    return frame(
        "Jobs",
        _groups(),
        card(
            loaded_or(
                JobsState.loaded,
                JobsState.problem,
                JobsState.load,
                loading_rows(),
                rx.cond(JobsState.rows.length() > 0, _list(), _none()),
            ),
            flush=True,
        ),
        section="Settings",
        back=("Settings", "/settings/"),
    )


def _groups() -> rx.Component:
    return link_tabs(
        "Job status",
        JobsState.group,
        [
            ("", "All", "/jobs/"),
            ("open", _with_count("Running", JobsState.open_count), "/jobs/?show=open"),
            ("failed", _with_count("Failed", JobsState.failed_count), "/jobs/?show=failed"),
            ("done", _with_count("Done", JobsState.done_count), "/jobs/?show=done"),
        ],
    )


def _with_count(label: str, count: rx.Var[int]) -> rx.Component:
    return rx.fragment(
        label, rx.cond(count > 0, rx.el.span(count, class_name="yf-num yf-muted ml-1.5"))
    )


def _list() -> rx.Component:
    return rx.fragment(
        data_table(
            "Jobs",
            [
                Column("Job", _name),
                Column("Status", lambda row: job_badge(row.status), width="120px"),
                Column("Progress", _progress, shown_from="sm", width="200px"),
                Column(
                    "Started by",
                    lambda row: cut(row.started_by),
                    shown_from="lg",
                ),
                Column("Started", lambda row: relative(row.created_at), shown_from="md"),
                Column("Actions", _actions, align="right", label_hidden=True, shown_from="sm"),
            ],
            JobsState.rows,
            key=lambda row: row.id.to(str),
        ),
        rx.cond(
            JobsState.has_more,
            rx.el.div(
                button("Show more", size="small", on_click=JobsState.show_more),
                class_name="yf-pager justify-center!",
            ),
        ),
    )


def _name(row: JobRow) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(
                row.href != "",
                link(row.title, href=row.href, class_name="yf-row-link yf-truncate"),
                rx.el.span(row.title, class_name="font-medium yf-truncate"),
            ),
            rx.el.span(f"#{row.id}", class_name="yf-hint yf-num flex-none"),
            class_name="flex items-baseline gap-2 min-w-0",
        ),
        rx.cond(
            row.detail != "",
            rx.el.div(
                row.detail,
                class_name=rx.cond(row.status == "failed", "yf-error", "yf-hint"),
                style={"maxWidth": "60ch"},
            ),
        ),
        # On a phone there is no room for the columns that show these.
        rx.el.div(
            rx.el.div(_progress(row), class_name="flex-1"),
            _actions(row),
            class_name="sm:hidden flex items-center gap-3 mt-2 empty:hidden",
        ),
        class_name="min-w-[140px] max-w-[min(60ch,46vw)] [overflow-wrap:anywhere] py-1",
    )


def _progress(row: JobRow) -> rx.Component:
    tone = rx.match(row.status, ("failed", "red"), ("cancelled", "gray"), "accent")
    return rx.cond(
        row.percent >= 0,
        rx.el.div(
            rx.cond(
                row.status != "succeeded", progress_bar(f"Job {row.id}", row.percent, tone=tone)
            ),
            rx.el.span(row.steps, class_name="yf-hint yf-num"),
            class_name="flex flex-col gap-1",
        ),
    )


def _actions(row: JobRow) -> rx.Component:
    return rx.fragment(
        rx.cond(row.download != "", download_link("Download", row.download)),
        rx.cond(
            row.can_undo,
            button("Undo", icon="undo-2", size="small", on_click=JobsState.undo_job(row.id)),
        ),
        rx.cond(
            row.can_cancel,
            button("Cancel", size="small", on_click=JobsState.cancel(row.id)),
        ),
        rx.cond(
            row.can_run_again,
            button("Retry", icon="rotate-cw", size="small", on_click=JobsState.run_again(row.id)),
        ),
    )


def _none() -> rx.Component:
    return rx.match(
        JobsState.group,
        ("open", empty_state("list-checks", "Nothing running", "Every job has ended.")),
        ("failed", empty_state("circle-check", "No failed jobs", "Jobs that fail appear here.")),
        empty_state(
            "list-checks",
            "No jobs yet",
            "Imports and enrichment runs appear here.",
        ),
    )


PAGES = (Page("/jobs", "Jobs", jobs, (JobsState.load,)),)
