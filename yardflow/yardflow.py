"""Composition root: the app, its pages, its middleware and the HTTP API."""

import reflex as rx
import reflex.model  # else the first event with a typed dict pays 1.3 s for it

from yardflow.pages import login, not_found
from yardflow.pages.page import Page
from yardflow.state.workplace import Workplace

PAGE_MODULES = (
    login,
    not_found,
)

app = rx.App(
    stylesheets=["/yardflow.css"],
    html_lang="en",
    toaster=None,
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
    ],
)


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
