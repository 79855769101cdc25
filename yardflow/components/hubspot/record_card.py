"""HubSpot on the record of a contact or an account."""

import reflex as rx

from yardflow.components.hubspot.badges import standing_badge
from yardflow.components.hubspot.dry_run import dry_run_dialog, progress_and_result
from yardflow.components.hubspot.sections import shown_value
from yardflow.components.kit.badges import Tone, badge, by_value
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loaded_or, loading_lines
from yardflow.components.kit.links import outside_link
from yardflow.components.kit.times import relative
from yardflow.components.records.badges import stage_badge
from yardflow.state.hubspot.asking import DRY_RUN, SYNC
from yardflow.state.hubspot.record import DealItem, EntryItem, HubspotRecord
from yardflow.state.hubspot.values import ValueItem

_OUTCOMES = {
    "write_here": "Changed here",
    "write_there": "Changed in HubSpot",
    "keep": "Kept",
    "refuse": "Refused",
    "ask": "Conflict",
}
_TONES: dict[str, Tone] = {
    "write_here": "blue",
    "write_there": "indigo",
    "ask": "orange",
    "refuse": "red",
}
state = HubspotRecord


def hubspot_card(record_id: rx.Var[int]) -> rx.Component:
    """How the record stands with HubSpot, and what was decided about it; nothing where HubSpot
    never was connected. Its page has to call `HubspotRecord.load_contact` or ``load_account``.
    """
    content = card(
        loaded_or(
            state.loaded,
            state.problem,
            state.read_again,
            loading_lines(3),
            rx.fragment(_standing(), _actions(record_id), _deals(), _history()),
        ),
        dry_run_dialog(state),
        title="HubSpot",
        actions=standing_badge(state.record.standing),
    )
    return rx.cond(state.shown, content)


def _standing() -> rx.Component:
    record = state.record
    standing = record.standing
    return rx.el.div(
        rx.cond(record.off != "", rx.el.p(record.off)),
        rx.cond(standing.why != "", rx.el.p(standing.why, class_name="[overflow-wrap:anywhere]")),
        rx.el.p(
            rx.cond(
                standing.synced_at != "",
                rx.fragment("Last synced ", relative(standing.synced_at)),
            ),
            rx.cond((standing.synced_at != "") & (record.href != ""), " · ", ""),
            rx.cond(record.href != "", outside_link("Open in HubSpot", record.href)),
            class_name="yf-hint empty:hidden",
        ),
        class_name="flex flex-col gap-1.5 text-[13px]",
    )


def _actions(record_id: rx.Var[int]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            state.record.connected,
            rx.el.div(
                rx.cond(
                    state.record.off == "",
                    button(
                        "Sync now",
                        icon="refresh-cw",
                        size="small",
                        busy=state.working == SYNC,
                        disabled=state.working != "",
                        on_click=state.sync(record_id),
                    ),
                ),
                button(
                    "See what would happen",
                    size="small",
                    busy=state.working == DRY_RUN,
                    disabled=state.working != "",
                    on_click=state.look(record_id),
                ),
                class_name="flex flex-wrap gap-2 mt-3",
            ),
        ),
        progress_and_result(state),
    )


def _deals() -> rx.Component:
    return rx.cond(
        state.deals.length() > 0,
        rx.fragment(
            rx.el.h3("Deals", class_name="font-medium text-[13px] mt-5 mb-2"),
            rx.el.ul(rx.foreach(state.deals, _deal), class_name="flex flex-col gap-2 text-[13px]"),
        ),
    )


def _deal(deal: rx.Var[DealItem]) -> rx.Component:
    return rx.el.li(
        outside_link(deal.event, deal.href),
        stage_badge(deal.stage),
        rx.cond(deal.amount != "", rx.el.span(deal.amount, class_name="yf-num ml-auto")),
        key=deal.href,
        class_name="flex flex-wrap items-center gap-x-2 gap-y-1",
    )


def _history() -> rx.Component:
    return rx.cond(
        state.entries.length() > 0,
        rx.fragment(
            rx.el.h3("History", class_name="font-medium text-[13px] mt-5 mb-2"),
            rx.el.ol(rx.foreach(state.entries, _entry), class_name="yf-runs"),
            rx.cond(
                state.has_older,
                button(
                    "Show older",
                    kind="ghost",
                    size="small",
                    icon="chevron-down",
                    on_click=state.show_older,
                    class_name="mt-3",
                ),
            ),
        ),
    )


def _entry(entry: rx.Var[EntryItem]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(entry.label, class_name="font-medium"),
            badge(
                by_value(entry.outcome, _OUTCOMES, entry.outcome),
                by_value(entry.outcome, _TONES, "gray"),
            ),
            rx.el.span(relative(entry.at), class_name="yf-hint ml-auto"),
            class_name="flex flex-wrap items-center gap-x-2 gap-y-1",
        ),
        rx.el.dl(
            _value("Here", entry.ours, entry.ours_by, entry.ours_at, entry.winner == "here"),
            _value("HubSpot", entry.theirs, "", entry.theirs_at, entry.winner == "there"),
            class_name="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 mt-1.5 text-[13px]",
        ),
        rx.el.p(
            entry.why,
            rx.cond(entry.run != "", rx.el.span(" · ", entry.run, class_name="yf-num")),
            class_name="yf-hint mt-1.5 [overflow-wrap:anywhere]",
        ),
        rx.cond(
            entry.ended != "",
            rx.el.p(entry.ended, " · ", relative(entry.ended_at), class_name="yf-hint mt-1"),
        ),
        _decisions(entry),
        key=entry.id.to(str),
    )


def _value(
    side: str,
    value: rx.Var[ValueItem],
    by: rx.Var[str] | str,
    at: rx.Var[str],
    counts: rx.Var[bool],
) -> rx.Component:
    return rx.fragment(
        rx.el.dt(side, class_name="yf-muted"),
        rx.el.dd(
            shown_value(value, rx.cond(counts, "font-medium", "")),
            rx.el.span(
                rx.cond(by != "", rx.fragment(" · ", by)),
                rx.cond(at != "", rx.fragment(" · ", relative(at))),
                class_name="yf-hint",
            ),
            class_name="min-w-0 [overflow-wrap:anywhere]",
        ),
    )


def _decisions(entry: rx.Var[EntryItem]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            entry.can_undo,
            button(
                "Undo",
                icon="undo-2",
                kind="ghost",
                size="small",
                aria_label=f"Undo {entry.label}",
                on_click=state.undo_decision(entry.id),
                class_name="-ml-2 mt-1",
            ),
        ),
        rx.cond(
            entry.waits,
            rx.el.div(
                button("Keep the value here", size="small", on_click=state.rule(entry.id, "here")),
                button("Use HubSpot's", size="small", on_click=state.rule(entry.id, "there")),
                role="group",
                aria_label=f"{entry.label}: which value counts?",
                class_name="flex flex-wrap gap-2 mt-2",
            ),
        ),
    )
