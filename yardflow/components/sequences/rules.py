"""The rules by which a sequence enrolls, the form of a new one, and whom each came to."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.fields import (
    checkbox,
    field_control,
    filter_select,
    form_error,
    labeled,
    select_field,
)
from yardflow.components.kit.links import text_link
from yardflow.components.kit.switches import switch
from yardflow.components.kit.table import pager
from yardflow.components.kit.times import relative
from yardflow.components.sequences.enroll import sender_words
from yardflow.state.labels import RULE_TRIGGERS
from yardflow.state.sequences.enroll import SenderChoice
from yardflow.state.sequences.record import SequenceState
from yardflow.state.sequences.rules import (
    ENROLLED,
    SENDER_BOX,
    SKIPPED,
    OutcomeItem,
    RuleItem,
    RulesState,
)

state, sequence = RulesState, SequenceState.sequence
_BUILDS = state.me.is_admin
# Whether it takes contacts.
OPEN = (sequence.status == "active") | (sequence.status == "paused")


def rules_card() -> rx.Component:
    """Once it is published; the page has to call `RulesState.load`."""
    rows = rx.cond(
        state.rows.length() > 0,
        rx.el.ul(rx.foreach(state.rows, _rule), class_name="yf-rows"),
        rx.el.p(
            "Enroll contacts as soon as something happens at an event.",
            class_name="yf-hint p-4",
        ),
    )
    new = button("Add rule", icon="plus", size="small", on_click=state.ask_new(True))
    return rx.cond(
        sequence.number > 0,
        card(rows, title="Automatic enrollment", actions=rx.cond(_BUILDS & OPEN, new), flush=True),
    )


def rules_dialogs() -> tuple[rx.Component, ...]:
    """The form of a new rule, that of its senders, and the list of those to whom one came."""
    return _new_rule(), _change_senders(), _outcomes()


def _rule(rule: RuleItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(rule.when),
            rx.el.div(rule.where, class_name="yf-hint [overflow-wrap:anywhere]"),
            rx.cond(
                _BUILDS,
                rx.el.button(
                    rule.by,
                    type="button",
                    aria_label=rx.Var.create("Change senders: ") + rule.when + ", " + rule.where,
                    on_click=state.ask_senders(rule.id),
                    class_name="yf-link text-[13px] text-left [overflow-wrap:anywhere]",
                ),
                rx.el.div(rule.by, class_name="text-[13px] [overflow-wrap:anywhere]"),
            ),
            rx.el.button(
                rule.tally,
                type="button",
                aria_label=rx.Var.create("Show contacts: ") + rule.when + ", " + rule.where,
                on_click=state.show(rule.id),
                class_name="yf-link text-[13px] yf-num",
            ),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(
            _BUILDS,
            switch(rule.when + ", " + rule.where, rule.on, lambda on: state.turn(rule.id, on)),
            rx.el.span(rx.cond(rule.on, "On", "Off"), class_name="yf-hint"),
        ),
        key=rule.id.to(str),
    )


def _new_rule() -> rx.Component:
    return dialog(
        "Add a rule",
        rx.cond(
            state.senders.length() > 0,
            _form(),
            rx.el.p(
                "There is no sender to email them from yet. ",
                text_link("Go to senders", "/senders/"),
            ),
        ),
        open=state.adding,
        on_open_change=state.ask_new,
        description="It acts on what happens from now on, and enrolls each contact once.",
    )


def _form() -> rx.Component:
    return rx.form(
        select_field("When", "trigger", list(RULE_TRIGGERS.items()), auto_focus=True),
        labeled(
            "At",
            "event_id",
            rx.el.select(
                rx.cond(
                    sequence.event_id != "",
                    rx.el.option(sequence.event, value=sequence.event_id),
                    rx.fragment(
                        rx.el.option("Any event", value=""),
                        rx.foreach(
                            state.event_choices,
                            lambda event: rx.el.option(event.name, value=event.id),
                        ),
                    ),
                ),
                name="event_id",
                **field_control("event_id", "", ""),
            ),
            "",
            "",
        ),
        *_sender_fields(True),
        form_error(state.error),
        dialog_actions(button("Cancel", on_click=state.ask_new(False)), submit("Add rule")),
        on_submit=state.add,
        custom_attrs={"data-kept": "rule"},
        class_name="flex flex-col gap-4",
    )


def _change_senders() -> rx.Component:
    return dialog(
        "Senders of this rule",
        rx.form(
            *_sender_fields(state.by_owner),
            form_error(state.error),
            dialog_actions(
                button("Cancel", on_click=state.close_senders(False)), submit("Save senders")
            ),
            on_submit=state.save_senders,
            custom_attrs={"data-kept": f"senders {state.changing}"},
            key=state.changing.to(str),
            class_name="flex flex-col gap-4",
        ),
        open=state.changing > 0,
        on_open_change=state.close_senders,
        description=rx.Var.create("For contacts it enrolls from now on. ") + state.changing_title,
    )


def _sender_fields(by_owner: bool | rx.Var[bool]) -> list[rx.Component]:
    return [
        rx.el.fieldset(
            rx.el.legend("Senders", class_name="yf-label mb-1.5"),
            rx.el.div(
                rx.foreach(state.senders, _sender),
                class_name="yf-enroll-senders flex flex-col gap-2",
            ),
        ),
        checkbox("Owners email their own contacts", "by_owner", by_owner),
    ]


def _sender(sender: SenderChoice) -> rx.Component:
    return checkbox(
        sender_words(sender), rx.Var.create(SENDER_BOX) + sender.id.to(str), sender.chosen
    )


def _outcomes() -> rx.Component:
    return dialog(
        "Enrolled and skipped",
        filter_select(
            "Which contacts",
            state.which,
            [(ENROLLED, "Enrolled"), (SKIPPED, "Skipped")],
            state.choose,
            every="All",
        ),
        rx.cond(
            state.outcomes.length() > 0,
            rx.el.ul(
                rx.foreach(state.outcomes, _outcome),
                class_name="yf-rows max-h-[340px] overflow-y-auto mt-3",
                tab_index=0,
                aria_label="Contacts",
            ),
            rx.el.p("No contacts.", class_name="yf-muted mt-3"),
        ),
        rx.cond(
            state.has_next | state.has_previous,
            pager(
                state.summary,
                has_previous=state.has_previous,
                has_next=state.has_next,
                on_previous=state.previous_page,
                on_next=state.next_page,
                name="Pages of contacts",
            ),
        ),
        dialog_actions(
            rx.cond(_BUILDS, button("Delete rule", icon="trash-2", on_click=state.delete)),
            button("Close", on_click=state.close(False)),
        ),
        open=state.shown > 0,
        on_open_change=state.close,
        description=state.shown_title,
    )


def _outcome(outcome: OutcomeItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            text_link(outcome.contact, outcome.contact_href),
            rx.el.div(outcome.note, class_name="yf-hint [overflow-wrap:anywhere]"),
            class_name="min-w-0 flex-1",
        ),
        rx.el.div(
            rx.el.div(outcome.words, class_name="text-right"),
            rx.el.div(relative(outcome.at), class_name="yf-hint text-right"),
            class_name="min-w-0 basis-[45%]",
        ),
        key=outcome.id.to(str),
    )
