"""What a sequence comes to: emails by day against what senders may do, who is reached before the
event, and what a change would bring.
"""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.dates import date_field
from yardflow.components.kit.dialogs import dialog
from yardflow.components.kit.feedback import loaded_or, loading_lines, progress_bar, record_or
from yardflow.components.kit.fields import (
    filter_select,
    form_error,
    select_field,
    text_field,
)
from yardflow.components.kit.links import text_link
from yardflow.components.kit.times import relative
from yardflow.components.records.contact_cells import PERSONAS
from yardflow.components.sequences.load_chart import load_chart
from yardflow.components.sequences.named import named_people
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.pages.sequences.head import BACK, TITLE, head, head_dialogs
from yardflow.services.sequences.forecast.question import MOST_REPLIES
from yardflow.state.sequences.audience import CHOSEN
from yardflow.state.sequences.forecast_outcome import Group
from yardflow.state.sequences.forecasting import CHANGED, NOW, ForecastingState
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.results import ResultsState

state, form, outcome = ForecastingState, ForecastingState.form, ForecastingState.outcome
_VIEWS = [(NOW, "As it is"), (CHANGED, "With the change")]


def forecast() -> rx.Component:
    """The forecast."""
    return frame(
        TITLE,
        record_or(
            SequenceState,
            "Sequence",
            BACK,
            card(loading_lines(8)),
            rx.el.div(
                head("forecast"),
                loaded_or(
                    state.loaded,
                    state.problem,
                    state.load,
                    card(loading_lines(8)),
                    rx.fragment(_question(), rx.cond(state.made_at != "", _answer())),
                ),
                class_name="flex flex-col gap-4",
            ),
        ),
        _list_dialog(),
        *head_dialogs(),
        section="Sequences",
        back=BACK,
    )


def _question() -> rx.Component:
    return card(
        rx.form(
            rx.el.input(type="hidden", name="sequence", default_value=state.sequence_id),
            form_error(state.errors.get("form", "").to(str)),
            rx.el.div(
                _audience(),
                rx.cond(
                    (state.audience != "") & (state.audience != CHOSEN),
                    select_field(
                        "Persona",
                        "persona",
                        [("", "Everyone"), *PERSONAS],
                        default_value=form.persona,
                    ),
                ),
                _replies(),
                rx.cond(
                    (state.versions.length() > 0) & (SequenceState.changes.length() > 0),
                    _version(),
                ),
                class_name="grid gap-4 sm:grid-cols-3",
            ),
            _changes(),
            rx.el.div(
                submit("Make forecast", busy=state.running),
                rx.cond(
                    state.running,
                    rx.el.div(
                        progress_bar("Forecast", state.percent), class_name="flex-1 min-w-[120px]"
                    ),
                ),
                class_name="flex items-center gap-4 mt-4",
            ),
            on_submit=state.make,
            key=state.made_at,
            custom_attrs={"data-kept": "forecast"},
        ),
    )


def _audience() -> rx.Component:
    return rx.el.div(
        rx.el.label("Also enroll", html_for="field-audience"),
        rx.el.select(
            rx.el.option("No one else", value=""),
            rx.cond(state.chosen != "", rx.el.option(state.chosen, value=CHOSEN)),
            rx.foreach(
                state.events, lambda pair: rx.el.option(f"Contacts at {pair[1]}", value=pair[0])
            ),
            id="field-audience",
            value=state.audience,
            on_change=state.choose_audience,
            class_name="yf-input",
        ),
        rx.el.span(
            "For other contacts, select them in ",
            text_link("Contacts", "/contacts/"),
            " and choose Enroll, then Forecast.",
            class_name="yf-hint",
        ),
        class_name="yf-field",
    )


def _version() -> rx.Component:
    return rx.el.div(
        rx.el.label("Version", html_for="field-version"),
        rx.el.select(
            rx.foreach(state.versions, lambda pair: rx.el.option(pair[1], value=pair[0])),
            id="field-version",
            name="version",
            default_value=form.version,
            class_name="yf-input",
        ),
        class_name="yf-field",
    )


def _replies() -> rx.Component:
    return rx.el.div(
        rx.el.label(f"Replies: {state.replies}% of emails", html_for="field-replies"),
        rx.el.input(
            type="range",
            id="field-replies",
            name="replies",
            min=0,
            max=MOST_REPLIES,
            default_value=form.replies,
            on_change=state.assume_replies,
            class_name="yf-range w-full h-9",
        ),
        class_name="yf-field",
    )


def _changes() -> rx.Component:
    return rx.el.details(
        rx.el.summary("What if…", class_name="yf-link cursor-pointer text-[13px] w-fit py-2"),
        rx.el.div(
            _text("Daily limit per sender", "daily_cap", form.daily_cap, input_mode="numeric"),
            _text("Senders to add", "more_senders", form.more_senders, input_mode="numeric"),
            rx.el.div(
                _text("Emails from", "opens", form.opens, type="time"),
                _text("until", "closes", form.closes, type="time"),
                class_name="grid grid-cols-2 gap-4",
            ),
            date_field(
                "Event begins on",
                "starts_on",
                form.starts_on,
                error=state.errors.get("starts_on", "").to(str),
            ),
            class_name="grid gap-4 sm:grid-cols-2 pt-1",
        ),
        open=state.has_change | (state.errors.length() > 0),
        class_name="mt-3",
    )


def _text(label: str, name: str, value: rx.Var[str], **props: object) -> rx.Component:
    error = state.errors.get(name, "").to(str)
    return text_field(label, name, error=error, default_value=value, **props)


def _answer() -> rx.Component:
    return rx.el.div(
        rx.cond(
            state.comparison != "",
            callout("scale", "gray", rx.el.p(state.comparison, role="status")),
        ),
        card(
            rx.el.p(outcome.headline, class_name="yf-forecast-headline"),
            rx.el.p(
                outcome.note,
                rx.el.span(" Made ", relative(state.made_at), "."),
                class_name="yf-hint",
            ),
            rx.cond(
                state.chart.bars.length() > 0, rx.el.div(load_chart(state.chart), class_name="mt-4")
            ),
            title="Emails by day",
            actions=rx.cond(
                state.has_change,
                filter_select("View", state.view, _VIEWS, state.choose_view),
            ),
        ),
        rx.cond(
            outcome.groups.length() > 0,
            rx.el.div(
                rx.foreach(outcome.groups, _tile),
                class_name="grid grid-cols-2 lg:grid-cols-4 gap-3",
            ),
        ),
        rx.el.div(
            _list("Waiting for a change", outcome.blocked),
            _list("Can't be enrolled", outcome.skipped),
            class_name="grid gap-4 lg:grid-cols-2 items-start",
        ),
        class_name="flex flex-col gap-4",
    )


def _tile(group: Group) -> rx.Component:
    return rx.el.button(
        rx.el.span(group.label, class_name="yf-stat-label"),
        rx.el.span(group.count, class_name="yf-stat-value"),
        rx.el.span(group.note, class_name="yf-stat-note"),
        type="button",
        disabled=group.count == "0",
        on_click=state.list_group(group.key),
        class_name="yf-card yf-stat yf-stat-link text-left",
        key=group.key,
    )


def _list(title: str, groups: rx.Var[list[Group]]) -> rx.Component:
    return rx.cond(
        groups.length() > 0,
        card(rx.el.ul(rx.foreach(groups, _line), class_name="yf-forecast-lines"), title=title),
    )


def _line(group: Group) -> rx.Component:
    return rx.el.li(
        rx.el.span(group.label, class_name="min-w-0 flex-1 [overflow-wrap:anywhere]"),
        button(
            group.count,
            kind="ghost",
            size="small",
            aria_label=f"{group.label} List {group.count}",
            on_click=state.list_group(group.key),
        ),
        key=group.key,
    )


def _list_dialog() -> rx.Component:
    return dialog(
        state.listing,
        named_people(state.listed, state.listed_more, state.listing),
        open=state.listing != "",
        on_open_change=state.close_list,
    )


PAGES = (
    Page(
        "/sequences/forecast/[sequence_id]",
        "Forecast",
        forecast,
        (SequenceState.load, ForecastingState.load, ResultsState.load),
    ),
)
