"""Who is stuck in a sequence: the reasons, and whoever is chosen, each with what helps."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.links import text_link
from yardflow.components.kit.table import pager
from yardflow.services.sequences.decisions import Gate
from yardflow.state.sequences.overview import OverviewState, StuckGroup
from yardflow.state.sequences.stuck import BASES, NeedItem, StuckItem, StuckState

state = StuckState
_RELEASES = (Gate.ENROLLMENT_HELD, Gate.CONTACT_HELD, Gate.ACCOUNT_HELD)
_GIVES = (Gate.NO_SENDER, Gate.SENDER_PAUSED)


def stuck_card() -> rx.Component:
    """The reasons with their counts; a chosen one opens below."""
    return card(
        rx.cond(
            OverviewState.stuck.length() > 0,
            rx.el.ul(rx.foreach(OverviewState.stuck, _group), class_name="yf-stuck"),
            rx.el.p(
                rx.icon("circle-check", size=16, class_name="yf-fine"),
                "No one is stuck.",
                class_name="flex items-center gap-2 p-4",
            ),
        ),
        title="Stuck",
        flush=True,
    )


def _group(group: StuckGroup) -> rx.Component:
    is_open = state.gate == group.gate
    return rx.el.li(
        rx.el.button(
            rx.icon("chevron-right", size=16, class_name="yf-stuck-sign", aria_hidden="true"),
            rx.el.span(group.title, class_name="flex-1 min-w-0 text-left"),
            rx.el.span(group.count.to(str), class_name="yf-num yf-stuck-count"),
            type="button",
            aria_expanded=rx.cond(is_open, "true", "false"),
            class_name="yf-stuck-head",
            on_click=state.choose(group.gate),
        ),
        rx.cond(is_open, _opened()),
        key=group.gate,
    )


def _opened() -> rx.Component:
    return rx.el.div(
        rx.cond(state.total != "1", _for_all()),
        rx.el.ul(rx.foreach(state.rows, _person), class_name="yf-rows"),
        rx.cond(
            state.has_next | state.has_previous,
            pager(
                state.summary,
                has_previous=state.has_previous,
                has_next=state.has_next,
                on_previous=state.previous_page,
                on_next=state.next_page,
                name="Pages of people who are stuck",
            ),
        ),
        class_name="yf-stuck-open",
    )


def _for_all() -> rx.Component:
    """What is done for everyone who is stuck for this reason."""
    return rx.el.div(
        rx.el.span(f"For all {state.total}:", class_name="yf-hint"),
        _helps(0, "all"),
        button(
            "Skip step",
            size="small",
            aria_label="Skip step for all",
            on_click=state.ask_skip(True),
        ),
        confirm_dialog(
            f"Skip this step for all {state.total}?",
            "They continue with the next step. What this step does is left undone for them.",
            open=state.skipping,
            on_open_change=state.ask_skip,
            confirm="Skip for all",
            on_confirm=state.skip(0),
        ),
        role="group",
        aria_label="For all",
        class_name="yf-stuck-all",
    )


def _helps(number: Any, name: Any) -> rx.Component:
    """What the reason itself asks for, of one contact, or of all."""
    release = state.release(number)
    return rx.match(
        state.gate,
        *[(gate.value, _button("Release", name, release)) for gate in _RELEASES],
        *[(gate.value, _sender_form(number, name)) for gate in _GIVES],
        (Gate.EXCLUDED.value, _button("Continue anyway", name, release)),
        (Gate.TASK.value, _button("Mark done", name, release)),
        (Gate.EMAIL_FAILED.value, _button("Send again", name, state.send_again(number))),
        rx.fragment(),
    )


def _button(text: str, name: Any, on_click: Any) -> rx.Component:
    label = rx.Var.create(f"{text}: ") + name
    return button(text, size="small", kind="soft", aria_label=label, on_click=on_click)


def _sender_form(number: Any, name: Any) -> rx.Component:
    return rx.form(
        rx.el.input(type="hidden", name="id", value=number),
        rx.el.select(
            rx.foreach(state.sender_choices, lambda each: rx.el.option(each[1], value=each[0])),
            name="sender",
            aria_label=rx.Var.create("Sender: ") + name,
            class_name="yf-input",
        ),
        submit("Give", size="small", kind="soft", aria_label=rx.Var.create("Give sender: ") + name),
        on_submit=state.give_sender,
        class_name="yf-stuck-form",
    )


def _person(person: StuckItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                text_link(person.contact, person.contact_href),
                class_name="[overflow-wrap:anywhere]",
            ),
            rx.el.div(f"{person.account} · {person.step}", class_name="yf-hint yf-truncate"),
            rx.el.div(person.why, class_name="text-[13px] [overflow-wrap:anywhere]"),
            rx.cond(
                state.errors.contains(person.id.to(str)),
                rx.el.div(state.errors[person.id.to(str)], class_name="yf-error", role="alert"),
            ),
            class_name="min-w-0 flex-1 basis-[220px]",
        ),
        rx.el.div(
            rx.foreach(person.needs, lambda need: _need_form(person, need)),
            _helps(person.id, person.contact),
            rx.cond(person.href != "", text_link(person.href_label, person.href)),
            button(
                "Skip step",
                size="small",
                aria_label=f"Skip step: {person.contact}",
                on_click=state.skip(person.id),
            ),
            _start_form(person),
            class_name="yf-stuck-acts",
        ),
        key=person.id.to(str),
    )


def _need_form(person: StuckItem, need: NeedItem) -> rx.Component:
    """A field to fill in, saved by Enter or by its button."""
    props = {
        "name": "value",
        "aria_label": f"{need.label}: {person.contact}",
        "required": True,
        "class_name": "yf-input",
    }
    return rx.form(
        rx.el.input(type="hidden", name="id", value=person.id),
        rx.el.input(type="hidden", name="field", value=need.field),
        rx.cond(
            need.field == "contact.lawful_basis",
            rx.el.select(*[rx.el.option(label, value=value) for value, label in BASES], **props),
            rx.el.input(placeholder=need.label, max_length=200, **props),
        ),
        submit(
            "Save", size="small", kind="soft", aria_label=f"Save {need.label}: {person.contact}"
        ),
        on_submit=state.fix,
        key=need.field,
        class_name="yf-stuck-form",
    )


def _start_form(person: StuckItem) -> rx.Component:
    return rx.form(
        rx.el.input(type="hidden", name="id", value=person.id),
        rx.el.select(
            rx.el.option("Start at…", value=""),
            rx.foreach(
                OverviewState.steps,
                lambda step: rx.el.option(f"{step.number}. {step.summary}", value=step.key),
            ),
            name="step",
            required=True,
            aria_label=f"Start at: {person.contact}",
            class_name="yf-input",
        ),
        submit("Start", size="small", kind="plain", aria_label=f"Start there: {person.contact}"),
        on_submit=state.start_at,
        class_name="yf-stuck-form",
    )
