"""One contact's way through a sequence: its steps on a line, and the one that is looked at."""

import reflex as rx

from yardflow.components.kit.badges import badge, by_value
from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loaded_or, loading_lines, record_or
from yardflow.components.kit.fields import filter_select, search_field, toolbar
from yardflow.components.kit.links import text_link
from yardflow.components.kit.times import moment
from yardflow.components.sequences.kinds import kind_icon
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.pages.sequences.head import BACK, TITLE, head, head_dialogs
from yardflow.state.sequences.preview import REACTIONS, Obstacle, PreviewState, StopItem
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.results import ResultsState

state, detail = PreviewState, PreviewState.detail


def preview() -> rx.Component:
    """The preview."""
    return frame(
        TITLE,
        record_or(
            SequenceState,
            "Sequence",
            BACK,
            card(loading_lines(8)),
            rx.el.div(
                head("preview"),
                loaded_or(
                    state.loaded,
                    state.problem,
                    state.load,
                    card(loading_lines(8)),
                    rx.fragment(
                        _whose(),
                        rx.el.div(_way(), _step(), class_name="yf-preview"),
                    ),
                ),
                class_name="flex flex-col gap-4",
            ),
        ),
        *head_dialogs(),
        section="Sequences",
        back=BACK,
    )


def _whose() -> rx.Component:
    return card(
        toolbar(
            search_field(
                "Find a contact",
                rx.Var.create(""),
                state.find_person,
                placeholder="Find a contact",
            ),
            rx.cond(
                state.people.length() > 1,
                filter_select("Contact", state.contact_id, state.people, state.choose_person),
            ),
            button("Someone else", icon="shuffle", on_click=state.choose_anyone),
            rx.cond(
                state.versions.length() > 1,
                filter_select("Version", state.version, state.versions, state.choose_version),
            ),
        ),
        rx.el.p(
            text_link(state.contact_name, f"/contacts/{state.contact_id}/"),
            rx.foreach(
                state.facts, lambda fact: rx.el.span(" · ", fact, class_name="yf-muted", key=fact)
            ),
            class_name="mt-3 [overflow-wrap:anywhere]",
        ),
        rx.el.p(
            "As if enrolled now, with no one else in line. ",
            rx.cond(
                state.zone != "",
                f"Times are the contact's, in {state.zone}.",
                "The contact's time zone isn't known. Times are in UTC.",
            ),
            class_name="yf-hint",
        ),
    )


def _way() -> rx.Component:
    return card(
        rx.el.ol(rx.foreach(state.stops, _stop), class_name="yf-way"),
        rx.el.p(state.ending, class_name="yf-hint empty:hidden pt-2"),
        title="Steps",
    )


def _stop(stop: StopItem) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                kind_icon(stop.kind, 15), class_name="yf-way-icon", custom_attrs=_look(stop.kind)
            ),
            rx.el.span(
                rx.el.span(stop.summary, class_name="font-medium block"),
                rx.el.span(
                    stop.when,
                    rx.cond(stop.branch != "", f" · {stop.branch}", ""),
                    class_name="yf-hint yf-num block",
                ),
                class_name="min-w-0 flex-1 text-left [overflow-wrap:anywhere]",
            ),
            type="button",
            on_click=state.go_to(stop.place),
            custom_attrs={"aria-current": rx.cond(state.place == stop.place, "step", "false")},
            class_name="yf-way-stop",
        ),
        key=stop.place.to(str),
    )


def _step() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.p(
                detail.outcome,
                rx.cond(detail.branch != "", badge(detail.branch, "blue")),
                class_name="flex flex-wrap items-center gap-2 font-medium",
            ),
            rx.cond(
                detail.when != "",
                rx.el.p(
                    rx.el.span(detail.when, class_name="yf-num"),
                    rx.el.span(" · your time ", moment(detail.at), class_name="yf-muted"),
                ),
            ),
            rx.cond(
                detail.arrives != detail.when,
                rx.el.p(f"Reaches this step {detail.arrives}", class_name="yf-hint yf-num"),
            ),
            role="status",
            class_name="flex flex-col gap-1",
        ),
        rx.cond(
            detail.known.length() > 0,
            rx.el.ul(
                rx.foreach(detail.known, lambda text: rx.el.li(text, key=text)),
                class_name="yf-hint mt-2",
            ),
        ),
        rx.cond(
            detail.obstacles.length() > 0,
            rx.el.ul(rx.foreach(detail.obstacles, _obstacle), class_name="yf-why mt-2"),
        ),
        rx.cond(detail.can_react, _reactions()),
        rx.cond(detail.has_email, _email()),
        title=detail.summary,
        actions=rx.el.div(
            icon_button(
                "chevron-left",
                "Previous step",
                disabled=state.place <= 1,
                on_click=state.go_to(state.place - 1),
            ),
            rx.el.span(f"{state.place} of {state.stops.length()}", class_name="yf-hint yf-num"),
            icon_button(
                "chevron-right",
                "Next step",
                disabled=state.place >= state.stops.length(),
                on_click=state.go_to(state.place + 1),
            ),
            class_name="flex items-center gap-1",
        ),
    )


def _obstacle(obstacle: Obstacle) -> rx.Component:
    return rx.el.li(
        rx.icon("lock", size=14),
        rx.el.div(
            rx.el.p(obstacle.words),
            rx.el.p(
                rx.cond(obstacle.until != "", f"Until {obstacle.until}", "Until something changes"),
                class_name="yf-hint yf-num",
            ),
            class_name="min-w-0 flex-1 [overflow-wrap:anywhere]",
        ),
        key=obstacle.words,
    )


def _reactions() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("What if the contact…", class_name="yf-label mb-1.5"),
        *[
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    checked=detail.reactions.contains(what.value),
                    on_change=lambda on, value=what.value: state.assume(value, on),
                    class_name="size-4 flex-none accent-(--accent-9)",
                ),
                label,
                class_name="flex items-center gap-2 cursor-pointer",
            )
            for what, label in REACTIONS.items()
        ],
        class_name="flex flex-wrap gap-x-5 gap-y-2 mt-4",
    )


def _email() -> rx.Component:
    """As its reader gets it, kept from acting: no scripts, no pictures of the web."""
    return rx.el.div(
        rx.cond(
            detail.broken != "",
            rx.el.p(detail.broken, class_name="yf-error text-[13px]"),
            rx.fragment(
                rx.el.p(detail.subject, class_name="font-medium [overflow-wrap:anywhere]"),
                rx.el.p(
                    detail.preheader, class_name="yf-hint empty:hidden [overflow-wrap:anywhere]"
                ),
                rx.el.iframe(
                    src_doc=detail.html, sandbox="", title="Email", class_name="yf-email mt-3"
                ),
                rx.el.details(
                    rx.el.summary("Text part"),
                    rx.el.pre(detail.text, class_name="yf-email-text"),
                ),
            ),
        ),
        class_name="mt-4 pt-4 border-t border-(--gray-5)",
    )


def _look(kind: rx.Var[str]) -> dict[str, rx.Var[str]]:
    tones = {
        "email": "blue",
        "wait": "orange",
        "condition": "violet",
        "split": "cyan",
        "task": "green",
    }
    return {"data-tone": by_value(kind, tones, "gray")}


PAGES = (
    Page(
        "/sequences/preview/[sequence_id]",
        "Preview",
        preview,
        (SequenceState.load, PreviewState.load, ResultsState.load),
    ),
)
