"""The fields of a step in its panel, those of its kind."""

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.dates import date_field
from yardflow.components.kit.fields import (
    checkbox,
    form_error,
    row_select,
    select_field,
    text_field,
)
from yardflow.pages.sequences.condition_tests import test_row
from yardflow.services.sequences.definitions.wording import DAYS, TASKS, UNITS
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.step_form import WayForm

state, form = SequenceState, SequenceState.form
_UNITS = [(unit.value, f"{name}s") for unit, name in UNITS.items()]
_DAYS = [("", "Any day"), *[(str(day), name) for day, name in enumerate(DAYS)]]
_ANCHORS = [("first_day", "From the first day"), ("last_day", "From the last day")]
_LATE = [("skip", "Skip the email"), ("send", "Send it late")]
_LIMITS = [("", "None"), ("moment", "A date and time"), ("event", "A moment of the event")]
_WAITS = [
    ("duration", "For some time"),
    ("time", "Until a time of day"),
    ("event", "Until a moment of the event"),
]
_WINNERS = [
    ("", "I choose it"),
    ("replies", "Most replies, automatically"),
    ("meetings", "Most meetings, automatically"),
]


def step_fields() -> rx.Component:
    """The fields of the open step."""
    return rx.match(
        form.kind,
        ("email", _email()),
        ("wait", _wait()),
        ("condition", _condition()),
        ("split", _split()),
        ("task", _task()),
        ("exit", _text("Reason", "reason", form.reason, max_length=200)),
        rx.fragment(),
    )


def _email() -> rx.Component:
    return rx.fragment(
        _choice("Template", "template", form.template, state.templates),
        _choice("Not after", "not_after", form.not_after, _LIMITS),
        rx.match(
            form.not_after,
            (
                "moment",
                _pair(
                    date_field("Date", "moment_day", form.moment_day),
                    _text("Time (UTC)", "moment_time", form.moment_time, type="time"),
                ),
            ),
            ("event", _event_moment()),
            rx.fragment(),
        ),
        rx.cond(
            form.not_after != "",
            rx.fragment(_date(state.limit), _choice("If it is late", "late", form.late, _LATE)),
        ),
        checkbox("Not while the hall is open", "outside_hall_hours", form.outside_hall_hours),
        checkbox("As a reply to the email before", "threaded", form.threaded),
        rx.el.p(
            "A reply has the subject of the first email, with “Re:”. Changing the subject starts a "
            "new conversation: clear this for the template’s own.",
            class_name="yf-hint",
        ),
        _date(state.when),
        _target("Then", "next", form.next),
    )


def _wait() -> rx.Component:
    return rx.fragment(
        _choice("Wait", "until", form.until, _WAITS),
        rx.match(
            form.until,
            (
                "time",
                _pair(
                    _choice("Day", "weekday", form.weekday, _DAYS),
                    _text("Time", "at", form.at, type="time"),
                ),
            ),
            ("event", _event_moment()),
            _duration("How long", "amount", form.amount, "unit", form.unit, ""),
        ),
        _date(state.when),
        _target("Then", "next", form.next),
    )


def _condition() -> rx.Component:
    return rx.fragment(
        _choice(
            "If",
            "any_of",
            rx.cond(form.any_of, "any", "all"),
            [("all", "All of these are true"), ("any", "Any of these is true")],
        ),
        rx.el.div(rx.foreach(form.tests, test_row), class_name="flex flex-col gap-3"),
        rx.el.div(
            button("Add field", icon="plus", size="small", on_click=state.add_test(False)),
            rx.cond(
                state.emails.length() > 0,
                button(
                    "Add email result", icon="plus", size="small", on_click=state.add_test(True)
                ),
            ),
            class_name="flex flex-wrap gap-2",
        ),
        _duration(
            "Wait for it at most",
            "within_amount",
            form.within_amount,
            "within_unit",
            form.within_unit,
            "Don't wait",
        ),
        _target("Yes", "yes", form.yes),
        _target("No", "no", form.no),
    )


def _split() -> rx.Component:
    return rx.fragment(
        rx.el.div(rx.foreach(form.ways, _way), class_name="flex flex-col gap-3"),
        form_error(_error("weight-0")),
        rx.el.div(
            button("Add branch", icon="plus", size="small", on_click=state.add_way),
        ),
        rx.el.p(
            "Each contact always takes the same branch. Weights 1 and 3 mean 25% and 75%.",
            class_name="yf-hint",
        ),
        _choice("Winner", "winner", form.winner, _WINNERS),
        _pair(
            _text("Contacts per branch, at least", "least", form.least, input_mode="numeric"),
            _text("Chance that it's better, %", "chance", form.chance, input_mode="numeric"),
        ),
        rx.el.p(
            "An automatic winner gets everyone from then on. The sequence's owner gets a notice.",
            class_name="yf-hint",
        ),
    )


def _way(way: WayForm) -> rx.Component:
    return rx.el.div(
        rx.el.input(
            name=f"weight-{way.number}",
            default_value=way.weight,
            aria_label="Weight",
            placeholder="Weight",
            aria_invalid=_invalid(f"weight-{way.number}"),
            input_mode="numeric",
            class_name="yf-input max-w-[90px]",
        ),
        row_select("Leads to", f"way-{way.number}", way.target, state.targets),
        rx.cond(
            form.ways.length() > 2,
            icon_button("x", "Remove", size="small", on_click=state.remove_way(way.number)),
        ),
        key=way.number.to(str),
        class_name="yf-sequence-step-row",
    )


def _invalid(name: rx.Var[str] | str) -> rx.Var:
    return rx.cond(state.step_errors.contains(name), "true", "false")


def _task() -> rx.Component:
    return rx.fragment(
        _choice("Task", "task", form.task, [(kind.value, label) for kind, label in TASKS.items()]),
        _text("What to do", "title", form.title, max_length=200),
        _duration("Due in", "due_amount", form.due_amount, "due_unit", form.due_unit, "At once"),
        _duration(
            "Expires after",
            "expires_amount",
            form.expires_amount,
            "expires_unit",
            form.expires_unit,
        ),
        checkbox("The sequence waits for it", "holds", form.holds),
        _target("Then", "next", form.next),
    )


def _event_moment() -> rx.Component:
    return rx.fragment(
        _pair(
            _choice("Counted", "anchor", form.anchor, _ANCHORS),
            _text(
                "Days",
                "days",
                form.days,
                hint="0 is that day, -10 is 10 days before",
            ),
        ),
        _text("Time (venue)", "at", form.at, type="time", hint="Empty: the start of the day"),
        checkbox("Count business days only", "business_days", form.business_days),
    )


def _duration(
    label: str,
    name: str,
    amount: rx.Var[str],
    unit_name: str,
    unit: rx.Var[str],
    without: str = "No limit",
) -> rx.Component:
    """A length of time; ``without`` is what an empty one means."""
    return _pair(
        _text(label, name, amount, input_mode="numeric", placeholder=without),
        _choice("Unit", unit_name, unit, _UNITS),
    )


def _pair(*fields: rx.Component) -> rx.Component:
    return rx.el.div(*fields, class_name="grid sm:grid-cols-2 gap-4")


def _text(label: str, name: str, value: rx.Var[str], **props: object) -> rx.Component:
    return text_field(label, name, error=_error(name), default_value=value, **props)


def _choice(
    label: str, name: str, value: rx.Var[str], options: list[tuple[str, str]] | rx.Var
) -> rx.Component:
    return select_field(label, name, options, error=_error(name), default_value=value)


def _error(name: str) -> rx.Var[str]:
    return state.step_errors.get(name, "").to(str)


def _target(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    return _choice(label, name, value, state.targets)


def _date(words: rx.Var[str]) -> rx.Component:
    """When that is for the event of the dates."""
    return rx.el.p(words, role="status", class_name="yf-panel-date empty:hidden")
