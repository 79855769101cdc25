"""Composition root of the web process: the app, its middleware, and what the domains declare."""

import gc

gc.disable()  # what is loaded now stays: garbage was looked for during a quarter of the start

import logging
from pathlib import Path

import reflex as rx
import reflex.model  # else the first event with a typed dict pays 1.3 s for it
from reflex.state import FrontendEventExceptionState
from reflex.utils.prerequisites import get_web_dir
from reflex_base.event import EventSpec
from starlette.types import ASGIApp

from yardflow import log, registry
from yardflow.api.app import make
from yardflow.auth import tabs
from yardflow.auth.gate import Gate
from yardflow.auth.rate_limit import SocketRateLimit
from yardflow.auth.refusal_log import Refusals
from yardflow.components.kit.failure import failure_boundary
from yardflow.config import settings
from yardflow.domains import DOMAINS
from yardflow.headers import SecurityHeaders, versioned
from yardflow.pages.page import Page
from yardflow.redirects import OwnRedirects
from yardflow.state.workplace import Workplace, complaint

_LONGEST_REPORT = 1000
_ASSETS = Path(__file__).resolve().parents[1] / "assets"

registry.install(DOMAINS)


def _guarded(app: ASGIApp) -> ASGIApp:
    return SecurityHeaders(app, get_web_dir() / "build" / "client", settings())


def _apologise(exception: Exception) -> EventSpec:
    """A handler raised what is not one of the product's own errors: log it, and say so."""
    logging.getLogger("yardflow.interface").error("A handler failed", exc_info=exception)
    return Workplace.apologise()  # type: ignore[operator]


failed_pages = Refusals(logging.getLogger("yardflow.browser"), most=20)
# Reloads a page by a script, which the content policy forbids, and looks for its reasons with
# patterns that a long text keeps busy for minutes.
FrontendEventExceptionState.auto_reload_on_errors = []


def _note_failed_page(exception: Exception) -> None:
    """A page failed in somebody's browser, or somebody says so: any text may come here."""
    failed_pages.note("A page failed: %s", str(exception)[:_LONGEST_REPORT])


api = make()
app = rx.App(
    stylesheets=[sheet for domain in DOMAINS for sheet in domain.stylesheets],
    html_lang="en",
    # Reflex's own toasts, badges and overlays are replaced by the frame's notices and banner.
    toaster=None,
    app_wraps={(55, "ErrorBoundary"): lambda _: failure_boundary()},
    backend_exception_handler=_apologise,
    frontend_exception_handler=_note_failed_page,
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
        *[
            rx.el.script(src=versioned(_ASSETS, script), defer=True)
            for domain in DOMAINS
            for script in domain.scripts
        ],
    ],
    api_transformer=[api, SocketRateLimit, _guarded, OwnRedirects, log.RequestLog],
)
for task in registry.resolved(task for domain in DOMAINS for task in domain.lifespan_tasks):
    app.register_lifespan_task(task)
# What has been loaded by now stays: looking for garbage in it held everybody up for 200 ms.
app.register_lifespan_task(gc.freeze)
app.add_middleware(Gate(complaint))
tabs.guard(app)


def _add(page: Page) -> None:
    enter = () if page.open_to_all else (Workplace.enter,)
    app.add_page(
        page.body,
        route=page.route,
        title=page.title + " · YardFlow",
        description="A sales team's workplace for trade shows.",
        on_load=[*enter, *page.on_load],
    )


for module in registry.resolved(page for domain in DOMAINS for page in domain.pages):
    for page in module.PAGES:
        _add(page)

gc.enable()
