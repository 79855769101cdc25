"""What of the mapping will not work, and what HubSpot lacks for it."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.links import full_load_link, text_link
from yardflow.components.kit.times import relative
from yardflow.state.hubspot.mapping import MappingState, ProblemLink
from yardflow.state.hubspot.mapping_creating import MappingCreating

state = MappingState


def checked() -> rx.Component:
    """What will not work, as of when HubSpot was read."""
    return rx.el.div(
        rx.cond(
            state.reading_problem != "",
            callout("circle-alert", "red", "Couldn't read from HubSpot. ", state.reading_problem),
        ),
        rx.cond(state.lacking.length() > 0, _lacking()),
        rx.cond(
            state.read_at == "",
            callout(
                "hourglass",
                "gray",
                rx.cond(
                    state.reading,
                    "Reading your properties from HubSpot…",
                    "YardFlow hasn't read your properties from HubSpot yet, so it can't check this "
                    "mapping.",
                ),
            ),
            rx.cond(
                state.problem_links.length() > 0,
                callout(
                    "triangle-alert",
                    "orange",
                    rx.el.p(
                        "These fields won't sync as they are mapped:", class_name="font-medium"
                    ),
                    rx.el.ul(rx.foreach(state.problem_links, _problem_link)),
                    rx.el.p(_as_of(), class_name="mt-1"),
                ),
                callout(
                    "circle-check",
                    "gray",
                    f"All {state.synced} synced fields work with your HubSpot account. ",
                    _as_of(),
                ),
            ),
        ),
        role="status",
        class_name="flex flex-col gap-4",
    )


def _lacking() -> rx.Component:
    return callout(
        "lock",
        "orange",
        rx.el.p("The connection lacks scopes:", class_name="font-medium"),
        rx.el.ul(rx.foreach(state.lacking, lambda each: rx.el.li(each, class_name="mt-1"))),
        rx.el.p(text_link("Scopes", "/settings/?tab=hubspot"), class_name="mt-1"),
    )


def _as_of() -> rx.Component:
    return rx.el.span("As of ", relative(state.read_at), ".", class_name="whitespace-nowrap")


def _problem_link(problem: ProblemLink) -> rx.Component:
    return rx.el.li(
        full_load_link(problem.text, problem.href, class_name="yf-mapping-jump"),
        class_name="mt-1",
    )


def to_create() -> rx.Component:
    """The fields whose property is to be created."""
    return rx.cond(
        state.to_create.length() > 0,
        callout(
            "sparkles",
            "gray",
            rx.el.div(
                rx.el.span(
                    "Not in HubSpot yet: ",
                    rx.el.span(state.to_create.join(", "), class_name="font-medium"),
                ),
                rx.cond(
                    state.me.is_admin,
                    button("Create in HubSpot", size="small", on_click=MappingCreating.ask(0)),
                ),
                class_name="flex flex-wrap items-center gap-x-3 gap-y-2",
            ),
        ),
    )
