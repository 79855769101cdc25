"""A sequence while it runs: how far people have come, what is ahead, and who is stuck."""

import reflex as rx

from yardflow.components.kit.buttons import button_link
from yardflow.components.kit.cards import card, stat_grid, stat_tile
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_lines, record_or
from yardflow.components.kit.links import text_link
from yardflow.components.sequences.kinds import kind_icon
from yardflow.components.sequences.moving import moving_dialog, moving_notice
from yardflow.components.sequences.people import count_buttons, people_drawer
from yardflow.components.sequences.stuck import stuck_card
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.pages.sequences.head import BACK, TITLE, head, head_dialogs
from yardflow.state.sequences.moving import MovingState
from yardflow.state.sequences.overview import DayBar, FunnelItem, OverviewState
from yardflow.state.sequences.people import StepPeople
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.results import ResultsState
from yardflow.state.sequences.stuck import StuckState

state = OverviewState


def overview() -> rx.Component:
    """The overview."""
    return frame(
        TITLE,
        record_or(
            SequenceState,
            "Sequence",
            BACK,
            card(loading_lines(8)),
            rx.el.div(
                head("overview"),
                moving_notice(),
                loaded_or(
                    state.loaded,
                    state.problem,
                    state.load,
                    card(loading_lines(8)),
                    rx.cond(state.enrolled > 0, _running(), _no_one()),
                ),
                class_name="flex flex-col gap-4",
            ),
        ),
        people_drawer(),
        moving_dialog(),
        *head_dialogs(),
        section="Sequences",
        back=BACK,
    )


def _no_one() -> rx.Component:
    return card(
        empty_state(
            "users",
            "No one is enrolled yet",
            "Select contacts in their list and choose Enroll. Their progress shows here.",
            button_link("Select contacts", "/contacts/", icon="users"),
        )
    )


def _running() -> rx.Component:
    return rx.fragment(
        stat_grid(
            stat_tile("Active", state.active.to(str), note=f"of {state.enrolled} enrolled"),
            stat_tile("Emails sent", state.sent.to(str)),
            stat_tile("Replies", state.replied.to(str), note=_replies()),
            stat_tile("Stuck", state.stuck_people.to(str)),
        ),
        rx.el.div(
            rx.el.div(_funnel(), class_name="min-w-0"),
            rx.el.div(
                stuck_card(),
                _days(),
                class_name="yf-overview-aside flex flex-col gap-4 min-w-0",
                custom_attrs={"data-stuck": state.stuck_people > 0},
            ),
            class_name="yf-overview",
        ),
    )


def _replies() -> rx.Component:
    """How many are to be read, and to be placed."""
    return rx.el.span(
        rx.cond(state.replies != "", text_link(f"{state.replies} new", "/inbox/?show=new")),
        rx.cond((state.replies != "") & (state.to_place != ""), rx.fragment(" · ")),
        rx.cond(
            state.to_place != "",
            text_link(f"{state.to_place} to place", "/inbox/?show=to_place"),
        ),
    )


def _funnel() -> rx.Component:
    return card(
        rx.el.ol(rx.foreach(state.steps, _step), class_name="yf-funnel"),
        title="Steps",
        actions=rx.el.span(f"{state.enrolled} enrolled", class_name="yf-hint yf-num"),
    )


def _step(step: FunnelItem) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            kind_icon(step.kind, 16),
            class_name="yf-canvas-icon",
            aria_hidden="true",
            custom_attrs={"data-look": step.kind},
        ),
        rx.el.div(
            rx.el.div(
                rx.el.span(
                    rx.el.span(f"{step.number}. ", class_name="yf-muted yf-num"),
                    step.summary,
                    class_name="font-medium min-w-0 [overflow-wrap:anywhere]",
                ),
                rx.el.span(f"{step.came} reached", class_name="yf-hint yf-num flex-none"),
                class_name="flex justify-between gap-3",
            ),
            rx.el.div(
                rx.el.div(style={"width": f"{step.share}%"}),
                class_name="yf-funnel-bar",
                aria_hidden="true",
            ),
            count_buttons(step.key, step.counts),
            class_name="flex flex-col gap-1.5 min-w-0 flex-1",
        ),
        key=step.key,
        class_name="yf-funnel-step yf-canvas-root",
    )


def _days() -> rx.Component:
    return rx.cond(
        state.days.length() > 0,
        card(
            rx.el.figure(
                rx.el.div(
                    rx.el.div(rx.foreach(state.days, _day), class_name="yf-bars mb-4"),
                    rx.el.div(
                        rx.foreach(state.days, lambda day: rx.el.span(rx.el.span(day.tick))),
                        class_name="yf-ticks",
                        custom_attrs={"data-centered": "true"},
                    ),
                    aria_hidden="true",
                ),
                rx.el.figcaption(
                    rx.el.ul(
                        rx.foreach(state.days, lambda day: rx.el.li(day.caption)),
                        class_name="yf-hidden-text",
                    )
                ),
            ),
            title="Emails ahead",
            actions=rx.el.span(state.ahead, class_name="yf-hint yf-num"),
        ),
    )


def _day(day: DayBar) -> rx.Component:
    """A bar, whose part over the senders' limits is of another color."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(style={"height": f"{day.over}%"}, class_name="yf-bar-over"),
            style={"height": f"{day.share}%"},
            custom_attrs={"data-empty": day.share == 0},
        ),
        key=day.day,
        class_name="yf-bar",
        custom_attrs={"data-caption": day.caption, "data-late": day.last},
    )


PAGES = (
    Page(
        "/sequences/[sequence_id]/overview",
        TITLE,
        overview,
        (
            StepPeople.close(False),
            SequenceState.load,
            MovingState.load,
            StuckState.load,
            OverviewState.load,
            OverviewState.load_days,
            ResultsState.load,
        ),
    ),
)
