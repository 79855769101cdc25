"""Emails by day and sender as bars below the line of what senders may send, and as a table."""

from collections.abc import Sequence

import reflex as rx

from yardflow.state.sequences.load_chart import HEIGHT, Chart, ChartBar, ChartDay, Legend, LoadRow

# So many times as wide as it is drawn.
_AT_MOST = 5


def load_chart(chart: rx.Var[Chart]) -> rx.Component:
    """The chart, whose numbers are in the table for who doesn't see it."""
    return days_chart(chart, _table(chart))


def days_chart(chart: rx.Var[Chart], table: rx.Component) -> rx.Component:
    """A chart by day, with the table of its numbers."""
    return rx.el.figure(
        rx.el.div(
            _picture(chart),
            rx.el.div(rx.foreach(chart.days, _tick), class_name="yf-load-days"),
            aria_hidden="true",
            style={"max-width": f"{chart.width * _AT_MOST}px"},
        ),
        rx.el.figcaption(
            rx.el.ul(rx.foreach(chart.legend, _sender), _limit(chart), class_name="yf-load-legend"),
            rx.el.p(chart.note, class_name="yf-hint empty:hidden"),
            table,
            class_name="flex flex-col gap-2 mt-2",
        ),
    )


def _picture(chart: rx.Var[Chart]) -> rx.Component:
    return rx.el.svg(
        rx.foreach(chart.days, _background),
        rx.foreach(chart.bars, _bar),
        rx.cond(chart.limit != "", rx.el.path(d=chart.limit, class_name="yf-load-limit")),
        view_box=f"0 0 {chart.width} {HEIGHT}",
        custom_attrs={"preserveAspectRatio": "none"},
        class_name="yf-load",
    )


def _background(day: ChartDay) -> rx.Component:
    return rx.cond(
        day.closed | day.is_show,
        rx.el.rect(
            x=day.x.to_string(),
            y="0",
            width="10",
            height=str(HEIGHT),
            class_name="yf-load-day",
            custom_attrs={"data-show": day.is_show},
            key=day.day,
        ),
    )


def _bar(bar: ChartBar) -> rx.Component:
    return rx.el.rect(
        rx.el.title(bar.says),
        x=bar.x.to_string(),
        y=bar.y.to_string(),
        width=bar.width.to_string(),
        height=bar.height.to_string(),
        class_name="yf-load-bar",
        custom_attrs={"data-tone": bar.tone},
        key=bar.key,
    )


def _tick(day: ChartDay) -> rx.Component:
    return rx.el.span(rx.el.span(day.tick), key=day.day)


def _sender(legend: Legend) -> rx.Component:
    return rx.el.li(
        rx.el.span(class_name="yf-load-key", custom_attrs={"data-tone": legend.tone}),
        legend.name,
        key=legend.name + legend.tone,
    )


def _limit(chart: rx.Var[Chart]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            chart.limit != "",
            rx.el.li(
                rx.el.span(class_name="yf-load-key", custom_attrs={"data-tone": "limit"}),
                "Daily limits",
            ),
        ),
        rx.cond(
            chart.has_closed,
            rx.el.li(
                rx.el.span(class_name="yf-load-key", custom_attrs={"data-tone": "closed"}),
                "No emails on this day",
            ),
        ),
        rx.cond(
            chart.has_show,
            rx.el.li(
                rx.el.span(class_name="yf-load-key", custom_attrs={"data-tone": "show"}),
                "Event begins",
            ),
        ),
    )


def chart_table(name: str, columns: Sequence[tuple[str, str]], rows: rx.Component) -> rx.Component:
    """The numbers of a chart; ``columns`` are headings and to which side each is aligned."""
    heads = [
        rx.el.th(head, scope="col", custom_attrs={"data-align": align}) for head, align in columns
    ]
    table = rx.el.div(
        rx.el.table(
            rx.el.caption(name, class_name="yf-hidden-text"),
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rows),
            class_name="yf-table",
        ),
        class_name="max-h-[320px] overflow-y-auto mt-2",
        tab_index=0,
        role="region",
        aria_label=name,
    )
    summary = rx.el.summary("Show as table", class_name="yf-link cursor-pointer text-[13px] w-fit")
    return rx.el.details(summary, table)


def _table(chart: rx.Var[Chart]) -> rx.Component:
    left, right = "left", "right"
    columns = [("Day", left), ("Sender", left), ("Emails", right), ("Daily limit", right)]
    return chart_table("Emails by day and sender", columns, rx.foreach(chart.rows, _row))


def _row(row: LoadRow) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.day, scope="row", class_name="yf-num"),
        rx.el.td(row.sender),
        rx.el.td(row.emails, custom_attrs={"data-align": "right"}),
        rx.el.td(row.limit, custom_attrs={"data-align": "right"}),
        key=row.key,
    )
