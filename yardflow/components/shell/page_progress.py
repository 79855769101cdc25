"""That a page is on its way, where it takes long enough to wonder."""

import reflex as rx


def page_progress() -> rx.Component:
    """A line along the top from the moment a page is asked for until it is read; it begins to show
    after a moment, so that a quick page never has it (assets/yardflow.css).
    """
    return rx.cond(
        ~rx.State.is_hydrated,
        rx.el.div(role="progressbar", aria_label="Loading", class_name="yf-page-progress"),
    )
