"""A past sequence gone through once more: what went out beside what would on other days, or with
another event's contacts.
"""

import reflex as rx

from yardflow.components.kit.buttons import submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dates import date_field
from yardflow.components.kit.feedback import loading_lines, record_or
from yardflow.components.kit.fields import form_error, select_field
from yardflow.components.kit.links import text_link
from yardflow.components.kit.times import moment, relative
from yardflow.components.sequences.load_chart import chart_table, days_chart
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page, record_title
from yardflow.state.sequences.replay_words import RECORDED, REPLAYED, DayRow
from yardflow.state.sequences.replaying import ATTENDEES, SAME, DifferenceItem, ReplayState

state, form = ReplayState, ReplayState.form
BACK = (record_title(state.sequence_name, "Sequence"), f"/sequences/{state.sequence_id}/")
TITLE = "Replay"
_WHO = [(SAME, "Contacts who were in it"), (ATTENDEES, "Contacts at the event")]


def replay() -> rx.Component:
    """The replay."""
    return frame(
        TITLE,
        record_or(
            state,
            "Sequence",
            ("Sequences", "/sequences/"),
            card(loading_lines(8)),
            rx.el.div(
                _question(),
                rx.cond(state.made_at != "", _answer()),
                class_name="flex flex-col gap-4",
            ),
        ),
        section="Sequences",
        back=BACK,
    )


def _question() -> rx.Component:
    return card(
        rx.form(
            rx.el.input(type="hidden", name="sequence", default_value=state.sequence_id),
            form_error(state.errors.get("form", "").to(str)),
            rx.el.p(
                "Runs the sequence once more with what was recorded, beside what really happened. "
                "No one is emailed.",
                class_name="yf-hint mb-3",
            ),
            rx.el.div(
                select_field(
                    "On the days of",
                    "event_id",
                    rx.Var.create([("", "Its own event")]).to(list[tuple[str, str]]) + state.events,
                    default_value=form.event_id,
                    error=state.errors.get("event_id", "").to(str),
                ),
                date_field(
                    "Event begins on",
                    "starts_on",
                    form.starts_on,
                    error=state.errors.get("starts_on", "").to(str),
                ),
                select_field("Who goes through it", "who", _WHO, default_value=form.who),
                class_name="grid gap-4 sm:grid-cols-3",
            ),
            rx.el.div(submit("Replay", busy=state.running), class_name="mt-4"),
            on_submit=state.make,
            key=state.made_at,
            custom_attrs={"data-kept": "replay"},
        ),
    )


def _answer() -> rx.Component:
    return rx.el.div(
        card(
            rx.el.p(state.headline, class_name="yf-forecast-headline", role="status"),
            rx.el.p(
                state.note,
                rx.el.span(" Made ", relative(state.made_at), "."),
                class_name="yf-hint",
            ),
            rx.cond(
                state.chart.bars.length() > 0,
                rx.el.div(days_chart(state.chart, _days()), class_name="mt-4"),
            ),
            title="Emails by day",
        ),
        rx.cond(
            state.differences.length() > 0,
            card(_differences(), title=state.differences_title),
        ),
        class_name="flex flex-col gap-4",
    )


def _days() -> rx.Component:
    columns = [("Day", "left"), (RECORDED, "right"), (REPLAYED, "right")]
    return chart_table("Emails by day", columns, rx.foreach(state.days, _day))


def _day(row: DayRow) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.day, scope="row", class_name="yf-num"),
        rx.el.td(row.recorded, custom_attrs={"data-align": "right"}),
        rx.el.td(row.replayed, custom_attrs={"data-align": "right"}),
        key=row.day,
    )


def _differences() -> rx.Component:
    return rx.el.ul(
        rx.foreach(state.differences, _difference),
        class_name="yf-forecast-people",
        tab_index=0,
        aria_label=state.differences_title,
    )


def _difference(each: DifferenceItem) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            text_link(each.name, each.href),
            rx.el.span(" · ", each.step, class_name="yf-muted"),
            class_name="min-w-0 flex-1",
        ),
        rx.el.span(
            _moment("Went out ", each.recorded_at, "Didn’t go out"),
            rx.el.span(" · ", class_name="yf-muted"),
            _moment("would go out ", each.replayed_at, "wouldn’t go out"),
            class_name="yf-hint",
        ),
        class_name="flex flex-col gap-x-4 sm:flex-row sm:items-baseline",
        key=each.key,
    )


def _moment(before: str, at: rx.Var[str], never: str) -> rx.Component:
    return rx.cond(at != "", rx.fragment(before, moment(at)), never)


PAGES = (Page("/sequences/replay/[sequence_id]", TITLE, replay, (ReplayState.load,)),)
