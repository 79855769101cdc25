"""Composition root: the app, its pages, its middleware and the HTTP API."""

import logging

import reflex as rx
import reflex.model  # else the first event with a typed dict pays 1.3 s for it
from reflex.utils.prerequisites import get_web_dir
from reflex_base.event import EventSpec
from starlette.types import ASGIApp

from yardflow import log
from yardflow.api import left_over
from yardflow.api.app import api
from yardflow.auth.gate import Gate
from yardflow.auth.pace import SocketPace
from yardflow.components.failure import failure_boundary
from yardflow.config import settings
from yardflow.headers import SecurityHeaders
from yardflow.pages import (
    account,
    accounts,
    contact,
    contacts,
    dashboard,
    enrichment,
    enrichment_bulk,
    enrichment_new,
    events,
    import_record,
    imports,
    invitation,
    jobs,
    ledger,
    login,
    not_found,
    review,
    sandbox_log,
)
from yardflow.pages import settings as settings_page
from yardflow.pages.page import Page
from yardflow.state.workplace import Workplace, without_the_database

PAGE_MODULES = (
    login,
    invitation,
    dashboard,
    events,
    accounts,
    account,
    contacts,
    contact,
    enrichment,
    enrichment_new,
    enrichment_bulk,
    review,
    ledger,
    imports,
    import_record,
    jobs,
    settings_page,
    sandbox_log,
    not_found,
)


def _guarded(app: ASGIApp) -> ASGIApp:
    return SecurityHeaders(app, get_web_dir() / "build" / "client", settings())


def _apologise(exception: Exception) -> EventSpec:
    """A handler raised what is not one of the product's own errors: log it, and say so."""
    logging.getLogger("yardflow.interface").error("A handler failed", exc_info=exception)
    return Workplace.apologise()  # type: ignore[operator]


app = rx.App(
    stylesheets=["/yardflow.css", "/records.css", "/imports.css", "/bulks.css", "/enrichment.css"],
    html_lang="en",
    # Reflex's own toasts, badges and overlays are replaced by the frame's notices and banner.
    toaster=None,
    app_wraps={(55, "ErrorBoundary"): lambda _: failure_boundary()},
    backend_exception_handler=_apologise,
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.script(src="/upload.js", defer=True),
        rx.el.script(src="/focus.js", defer=True),
        rx.el.script(src="/review.js", defer=True),
    ],
    api_transformer=[api, SocketPace, _guarded, log.RequestLog],
)
app.register_lifespan_task(left_over.clear)
app.add_middleware(Gate(without_the_database=without_the_database))


def _add(page: Page) -> None:
    enter = () if page.open_to_all else (Workplace.enter,)
    app.add_page(
        page.body,
        route=page.route,
        title=f"{page.title} · YardFlow",
        description="A sales team's workplace for trade shows.",
        on_load=[*enter, *page.on_load],
    )


for module in PAGE_MODULES:
    for one in module.PAGES:
        _add(one)
