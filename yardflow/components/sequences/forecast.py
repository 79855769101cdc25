"""How many emails of a sequence would go out on which day: bars, and a table behind them."""

import reflex as rx

from yardflow.components.kit.cards import card
from yardflow.state.sequences.forecast import ForecastBar, ForecastRow, ForecastState

state = ForecastState


def forecast_card() -> rx.Component:
    """Nothing where no one is in the sequence; its page has to call `ForecastState.load`."""
    return rx.cond(
        state.total != "",
        card(
            rx.cond(
                state.bars.length() > 0,
                rx.el.figure(
                    _chart(),
                    rx.el.figcaption(_note(), _table(), class_name="flex flex-col gap-2 mt-3"),
                ),
                _note(),
            ),
            title="Forecast",
            actions=rx.el.span(state.total, class_name="yf-hint yf-num"),
        ),
    )


def _note() -> rx.Component:
    return rx.el.p(state.note, class_name="yf-hint")


def _chart() -> rx.Component:
    return rx.el.div(
        rx.el.div(rx.el.div(rx.foreach(state.bars, _bar), class_name="yf-bars"), class_name="mb-4"),
        rx.el.div(
            rx.foreach(state.bars, _tick),
            class_name="yf-ticks",
            custom_attrs={"data-centered": "true"},
        ),
        aria_hidden="true",
    )


def _bar(bar: ForecastBar) -> rx.Component:
    return rx.el.div(
        rx.el.div(style={"height": f"{bar.share}%"}, custom_attrs={"data-empty": bar.share == 0}),
        key=bar.day,
        class_name="yf-bar",
        custom_attrs={"data-caption": bar.caption, "data-late": bar.late},
    )


def _tick(bar: ForecastBar) -> rx.Component:
    return rx.el.span(rx.el.span(bar.tick), key=bar.day)


def _table() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Show as table", class_name="yf-link cursor-pointer text-[13px] w-fit"),
        rx.el.div(
            rx.el.table(
                rx.el.caption("Emails by day and sender", class_name="yf-hidden-text"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Day", scope="col"),
                        rx.el.th("Sender", scope="col"),
                        rx.el.th("Emails", scope="col", custom_attrs={"data-align": "right"}),
                    )
                ),
                rx.el.tbody(rx.foreach(state.rows, _row)),
                class_name="yf-table",
            ),
            class_name="max-h-[320px] overflow-y-auto mt-2",
            tab_index=0,
            role="region",
            aria_label="Emails by day and sender",
        ),
    )


def _row(row: ForecastRow) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.day, scope="row", class_name="yf-num"),
        rx.el.td(row.sender),
        rx.el.td(row.emails, custom_attrs={"data-align": "right"}),
        key=row.day + row.sender,
    )
