"""One sequence: its steps, its rules, and the versions that were published."""

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loading_lines, record_or
from yardflow.components.sequences.enroll import enroll_dialog
from yardflow.components.sequences.enrollments import enrollments_card
from yardflow.components.sequences.forecast import forecast_card
from yardflow.components.sequences.lacking import lacking_drawer
from yardflow.components.sequences.lists import list_button, list_dialogs
from yardflow.components.sequences.moving import moving_dialog, moving_notice
from yardflow.components.sequences.people import people_drawer
from yardflow.components.sequences.rules import OPEN, rules_card, rules_dialogs
from yardflow.components.sequences.splits import splits_card
from yardflow.components.sequences.why import why_dialog
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.pages.sequences.canvas import steps_card
from yardflow.pages.sequences.head import BACK, BUILDS, TITLE, head, head_dialogs
from yardflow.pages.sequences.settings import settings_drawer
from yardflow.pages.sequences.versions import versions_card
from yardflow.state.sequences.domains import DomainsState
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.sequences.forecast import ForecastState
from yardflow.state.sequences.lists import ListState
from yardflow.state.sequences.moving import MovingState
from yardflow.state.sequences.overview import OverviewState
from yardflow.state.sequences.people import StepPeople
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.results import ResultsState
from yardflow.state.sequences.rules import RulesState
from yardflow.state.sequences.splits import SplitsState
from yardflow.state.sequences.why import WhyState

state, sequence = SequenceState, SequenceState.sequence


def record() -> rx.Component:
    """The record."""
    return frame(
        TITLE,
        record_or(
            state,
            "Sequence",
            BACK,
            card(loading_lines(8)),
            rx.el.div(
                head("steps"),
                moving_notice(),
                rx.el.div(
                    rx.el.div(
                        steps_card(),
                        rx.cond(
                            sequence.number > 0, enrollments_card(rx.cond(OPEN, list_button()))
                        ),
                        forecast_card(),
                        class_name="flex flex-col gap-4 min-w-0",
                    ),
                    rx.el.div(
                        _settings(),
                        rules_card(),
                        splits_card(),
                        versions_card(),
                        class_name="flex flex-col gap-4 min-w-0",
                    ),
                    class_name="yf-sequence",
                ),
                class_name="yf-sequence-page flex flex-col gap-4",
            ),
        ),
        why_dialog(),
        moving_dialog(),
        *rules_dialogs(),
        *list_dialogs(),
        enroll_dialog(),
        settings_drawer(),
        people_drawer(),
        lacking_drawer(),
        *head_dialogs(),
        section="Sequences",
        back=BACK,
    )


def _settings() -> rx.Component:
    return card(
        rx.el.dl(
            _fact("Sending window", sequence.window),
            _fact("Who can enter", sequence.entry),
            _fact(
                "Event", rx.cond(sequence.event != "", sequence.event, "Each contact's own event")
            ),
            _fact("Owner", rx.cond(sequence.owner != "", sequence.owner, "Unassigned")),
            class_name="flex flex-col gap-3",
        ),
        title="Settings",
        actions=rx.cond(
            BUILDS,
            button("Edit", icon="pencil", size="small", on_click=state.ask_settings(True)),
        ),
    )


def _fact(label: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label, class_name="yf-hint"),
        rx.el.dd(value, class_name="[overflow-wrap:anywhere]"),
    )


PAGES = (
    Page(
        "/sequences/[sequence_id]",
        TITLE,
        record,
        (
            WhyState.close(False),
            StepPeople.close(False),
            SequenceState.load,
            EnrollmentList.load_sequence,
            RulesState.load,
            ListState.load,
            MovingState.load,
            ForecastState.load,
            ResultsState.load,
            SplitsState.load,
            DomainsState.look_up,
            OverviewState.load,
        ),
    ),
)
