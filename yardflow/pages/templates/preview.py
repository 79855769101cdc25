"""The cards beside a template: what people get, what is wrong, and what was saved before."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.fields import filter_select, search_field
from yardflow.components.kit.times import relative
from yardflow.state.templates.links import LinksState
from yardflow.state.templates.record import (
    ANY,
    CHOSEN,
    SAMPLE,
    WIDTHS,
    WORST,
    TemplateState,
)
from yardflow.state.templates.view import VersionItem

_AUDIENCES = [
    (SAMPLE, "Sample values"),
    (ANY, "Ten contacts at random"),
    (WORST, "Ten difficult contacts"),
    (CHOSEN, "A contact…"),
]


def preview_card() -> rx.Component:
    """The email as one person gets it, kept from acting: no scripts, no pictures of the web."""
    shown = TemplateState.shown
    return card(
        rx.el.div(
            filter_select(
                "Preview as", TemplateState.audience, _AUDIENCES, TemplateState.preview_as
            ),
            rx.cond(
                TemplateState.audience == CHOSEN,
                search_field("Find a contact", rx.Var.create(""), TemplateState.find_person),
            ),
            rx.cond(
                TemplateState.people.length() > 0,
                filter_select(
                    "Contact", TemplateState.person, TemplateState.people, TemplateState.show_person
                ),
            ),
            _widths(),
            class_name="yf-toolbar",
        ),
        rx.el.div(
            rx.cond(
                TemplateState.broken != "",
                rx.el.p(TemplateState.broken, class_name="yf-error text-[13px]"),
            ),
            rx.cond(
                shown.missing != "",
                rx.el.p(
                    f"Would wait. Missing: {shown.missing}.", class_name="yf-error text-[13px]"
                ),
            ),
            role="status",
            class_name="flex flex-col gap-1",
        ),
        rx.el.div(
            rx.el.p(shown.subject, class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.p(shown.preheader, class_name="yf-hint empty:hidden [overflow-wrap:anywhere]"),
            class_name="py-3",
        ),
        rx.el.iframe(
            src_doc=shown.html,
            sandbox="",
            title="Email",
            class_name="yf-email",
            custom_attrs={"data-width": TemplateState.width},
        ),
        rx.el.p(
            f"{shown.size} of HTML. Pictures from the web aren't shown here.",
            class_name="yf-hint pt-2",
        ),
        rx.el.details(
            rx.el.summary("Text part"),
            rx.el.pre(shown.text, class_name="yf-email-text"),
        ),
        title="Preview",
    )


def problems_card() -> rx.Component:
    """What keeps the template from being published, and the links that are dead."""
    problems = TemplateState.problems
    return card(
        rx.cond(
            problems.length() > 0,
            rx.el.ul(
                rx.foreach(problems, lambda text: rx.el.li(text, class_name="py-1")),
                class_name="text-[13px] [overflow-wrap:anywhere]",
            ),
            rx.el.p("Ready to publish.", class_name="yf-muted text-[13px]"),
        ),
        rx.cond(
            LinksState.dead.length() > 0,
            rx.el.ul(
                rx.foreach(LinksState.dead, lambda text: rx.el.li(text, class_name="py-1")),
                aria_label="Dead links",
                class_name="yf-hint mt-1 [overflow-wrap:anywhere]",
            ),
        ),
        title="Before you publish",
    )


def versions_card() -> rx.Component:
    """What was saved, the latest first."""
    return card(
        rx.el.ol(rx.foreach(TemplateState.versions, _version), class_name="yf-versions"),
        title="Versions",
    )


def _version(version: VersionItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(f"Version {version.number}", class_name="font-medium whitespace-nowrap"),
            rx.el.span(version.subject, class_name="yf-hint yf-truncate block"),
            class_name="min-w-0",
        ),
        rx.el.div(
            rx.el.span(version.author, class_name="yf-hint yf-truncate max-sm:hidden"),
            rx.el.span(relative(version.created_at), class_name="yf-hint"),
            rx.cond(
                version.current,
                badge("Current", "indigo"),
                button(
                    "Restore",
                    size="small",
                    aria_label=f"Restore version {version.number}",
                    on_click=TemplateState.restore(version.number),
                ),
            ),
            class_name="flex items-center gap-3 ml-auto flex-none",
        ),
        class_name="flex items-center gap-3 py-2",
    )


def _widths() -> rx.Component:
    return rx.el.div(
        *[
            rx.el.button(
                rx.icon("monitor" if width == WIDTHS[0] else "smartphone", size=15),
                type="button",
                aria_label=f"As wide as a {width}",
                title=f"As wide as a {width}",
                aria_pressed=rx.cond(TemplateState.width == width, "true", "false"),
                on_click=TemplateState.show_on(width),
            )
            for width in WIDTHS
        ],
        class_name="yf-switch ml-auto",
        role="group",
        aria_label="Width",
    )
