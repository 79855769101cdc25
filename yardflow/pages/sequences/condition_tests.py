"""A test of a condition in the form of a step: of a field, or of what became of an email."""

import reflex as rx

from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.fields import row_select
from yardflow.services.sequences.definitions.comparable import FIELDS
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.step_form import TestForm

state = SequenceState
_GROUPS = {
    "contact": "Contact",
    "account": "Account",
    "target": "Target",
    "attendee": "Attendee",
    "meeting": "Contact",
    "reply": "Contact",
}
_FIELDS = [
    (name, f"{_GROUPS[name.partition('.')[0]]}: {field.label}") for name, field in FIELDS.items()
]
_HAPPENED = [
    (f"{word}{happened}", f"{says} {happened}")
    for happened in ("delivered", "opened", "clicked", "bounced")
    for word, says in (("", "was"), ("not ", "was not"))
]


def test_row(test: TestForm) -> rx.Component:
    """What a test is about, and what it asks."""
    number = test.number
    return rx.el.div(
        rx.cond(
            test.of_email,
            rx.fragment(
                row_select("Email", f"step-{number}", test.step, state.emails),
                row_select("Result", f"happened-{number}", test.happened, _HAPPENED),
            ),
            rx.fragment(
                row_select("Field", f"field-{number}", test.field, _FIELDS),
                # Others than those of the field before, so that none of its choices stays.
                rx.fragment(
                    row_select("Comparison", f"operator-{number}", test.operator, test.operators),
                    rx.cond(test.asks_value, _value(test)),
                    key=test.field,
                ),
            ),
        ),
        rx.cond(
            state.form.tests.length() > 1,
            icon_button("x", "Remove", size="small", on_click=state.remove_test(number)),
        ),
        rx.el.div(
            rx.cond(
                state.step_errors.contains(f"value-{number}"),
                rx.el.p(state.step_errors[f"value-{number}"], class_name="yf-error"),
            ),
            role="alert",
            class_name="yf-sequence-test-error empty:hidden",
        ),
        key=number.to(str),
        class_name="yf-sequence-test-row",
    )


def _value(test: TestForm) -> rx.Component:
    name = f"value-{test.number}"
    return rx.cond(
        test.choices.length() > 0,
        row_select("Value", name, test.value, test.choices),
        rx.el.input(
            name=name,
            default_value=test.value,
            aria_label="Value",
            placeholder="Value",
            max_length=200,
            class_name="yf-input",
        ),
    )
