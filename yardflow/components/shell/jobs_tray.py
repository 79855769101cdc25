"""The jobs in the header: a button with how many run or have failed, and the latest behind it."""

import reflex as rx

from yardflow.components.jobs.badges import job_badge
from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.links import download_link, link, text_link
from yardflow.components.kit.times import relative
from yardflow.state.jobs_tray import JobsTray, TrayJob


def jobs_tray() -> rx.Component:
    """Shows what works in the background without leaving the page."""
    return rx.popover.root(
        rx.el.div(
            rx.popover.trigger(icon_button("list-checks", _name())),
            _count(),
            class_name="yf-tray-button",
        ),
        rx.popover.content(
            rx.el.div(
                rx.el.h2("Jobs", class_name="yf-label"),
                rx.popover.close(text_link("All jobs", "/jobs/")),
                class_name="flex items-center justify-between px-3 py-2.5",
            ),
            rx.cond(
                JobsTray.latest.length() > 0,
                rx.el.ul(rx.foreach(JobsTray.latest, _job), class_name="yf-tray-jobs"),
                rx.el.p(
                    "Imports, exports and enrichment runs appear here.",
                    class_name="yf-menu-note pb-3",
                ),
            ),
            align="end",
            class_name="yf-tray",
            custom_attrs={"aria-label": "Jobs"},
        ),
    )


def _name() -> rx.Var[str]:
    """What the button says to a screen reader, and on hover."""
    running = rx.cond(JobsTray.open_count > 0, f": {JobsTray.open_count} running", "")
    failed = rx.cond(JobsTray.failed_count > 0, f", {JobsTray.failed_count} failed", "")
    return rx.Var.create("Jobs") + running + failed


def _count() -> rx.Component:
    """The jobs that run; while none does, those that failed, in red."""
    return rx.cond(
        JobsTray.open_count + JobsTray.failed_count > 0,
        rx.el.span(
            rx.cond(JobsTray.open_count > 0, JobsTray.open_count, JobsTray.failed_count),
            aria_hidden="true",
            class_name="yf-tray-count yf-num",
            custom_attrs={"data-failed": JobsTray.open_count == 0},
        ),
    )


def _job(job: rx.Var[TrayJob]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(
                job.href != "",
                rx.popover.close(
                    link(job.title, href=job.href, class_name="yf-row-link yf-truncate")
                ),
                rx.el.span(job.title, class_name="font-medium yf-truncate"),
            ),
            rx.el.span(relative(job.started_at), class_name="yf-hint"),
            class_name="flex flex-col min-w-0 flex-1",
        ),
        rx.cond(
            job.can_undo,
            button(
                "Undo",
                size="small",
                on_click=JobsTray.undo_job(job.id),
                aria_label=f"Undo: {job.title}",
            ),
        ),
        rx.cond(job.download != "", download_link("Download", job.download), job_badge(job.status)),
        key=job.id.to(str),
    )
