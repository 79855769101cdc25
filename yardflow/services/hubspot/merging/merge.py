"""The merge of one record, field by field, without a look at anything else.

The later change wins. Where moments are equal or one is unknown, the better evidence does. Blank is
no value and clears nothing; clearing is an act that has a moment. What we wrote to HubSpot comes
back as our own change, of the moment that it was made here: so an echo never wins over anything,
and every other value is HubSpot's, however soon it comes. What someone entered there after our
change and before our write, which went over it unseen, is in the property's history, and counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from yardflow.models import Side
from yardflow.services.hubspot.mapping.mapped import MappedField
from yardflow.services.hubspot.merging.values import Evidence, Ledger, Ruling, Value, Written

_NO_VALUE = Value("")
# A request is over by then, also one that no answer came to, and by a clock that is ahead.
LONGEST_REQUEST = timedelta(minutes=1)


class Action(StrEnum):
    """What is done about a field. ``keep``: nothing although both differ, for a reason to show.
    ``refuse``: nothing, because the value was not taken.
    """

    WRITE_HERE = "write_here"
    WRITE_THERE = "write_there"
    KEEP = "keep"
    REFUSE = "refuse"
    ASK = "ask"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one field. ``text`` is what to write, in the form of the side that gets it.
    ``clears``: HubSpot takes it only after the property was emptied. ``again``: with this alone the
    sides don't agree yet, and the record is to be looked at once more. ``why`` is a sentence.
    """

    mapped: MappedField
    action: Action
    ours: Value
    theirs: Value
    why: str
    winner: Side | None = None
    text: str = ""
    clears: bool = False
    again: bool = False


def merge(
    ours: Mapping[str, Value],
    theirs: Mapping[str, Value],
    mapping: Iterable[MappedField],
    ledger: Ledger,
    now: datetime,
) -> tuple[Decision, ...]:
    """What becomes of each mapped field of one record: ``ours`` by field, ``theirs`` by property.

    A moment after ``now`` comes from a clock that is ahead, and counts as now.
    """
    return tuple(
        _decide(
            _Both(
                mapped,
                _until(ours.get(mapped.field.name, _NO_VALUE), now),
                _until(theirs.get(mapped.prop.name, _NO_VALUE), now),
                ledger.written.get(mapped.prop.name, ()),
            ),
            ledger.rulings.get(mapped.prop.name),
        )
        for mapped in mapping
    )


def winner_of(ours: Value, theirs: Value, *, echo: bool = False) -> tuple[Side, str]:
    """Whose value counts, and why. ``echo``: what HubSpot has is what we wrote there."""
    if ours.absent or theirs.absent:
        return (Side.THERE, _ONLY_THERE) if ours.absent else (Side.HERE, _ONLY_HERE)
    if theirs.is_before(ours):
        return Side.HERE, _LATER_HERE
    if ours.is_before(theirs):
        return Side.THERE, _LATER_THERE
    if not ours.text or not theirs.text:
        side = Side.HERE if ours.text else Side.THERE
        return side, "It isn't known that it was cleared later, so the value stays."
    if ours.by != theirs.by:
        side, by = (Side.HERE, ours.by) if ours.by > theirs.by else (Side.THERE, theirs.by)
        return side, f"It isn't known which change was later; {_EVIDENCE[by]} counts for more."
    return (Side.HERE, _LATER_HERE) if echo else (Side.THERE, _SOURCE)


_ONLY_HERE = "HubSpot has no value."
_ONLY_THERE = "There was no value here."
_LATER_HERE = "It was changed here later."
_LATER_THERE = "It was changed in HubSpot later."
_OVERWRITTEN = "It was changed in HubSpot later, just before our write."
_SOURCE = "The value here came from HubSpot."
_EVIDENCE = {
    Evidence.MET: "what we know from meeting them",
    Evidence.PERSON: "what a person entered",
    Evidence.HUBSPOT: "HubSpot",
    Evidence.IMPORT: "an import",
    Evidence.ENRICHMENT: "enrichment",
}


@dataclass(frozen=True, slots=True)
class _Both:
    """Both values of a field, and what we wrote of it."""

    mapped: MappedField
    ours: Value
    theirs: Value
    written: tuple[Written, ...]

    def decision(
        self, action: Action, why: str, winner: Side | None = None, text: str = "", **more: bool
    ) -> Decision:
        return Decision(self.mapped, action, self.ours, self.theirs, why, winner, text, **more)

    def echo(self, theirs: Value) -> Written | None:
        """The write of ours that a value of HubSpot's is, if it is one. What it got when a later
        write was there already is HubSpot's own, although we wrote the same before.
        """
        at = theirs.at
        for written in reversed(self.written) if not theirs.by_user else ():
            if written.over_at is None:
                continue
            after = at is not None and at > written.over_at + LONGEST_REQUEST
            if not after and self.mapped.same(written.text, theirs.text):
                return written
            if after or (at is None and written.sent_at is not None):
                return None
        return None

    def overwritten(self, echo: Written) -> Value | None:
        """What HubSpot got after the change of ours that this write carried, and before the write:
        no one here had seen it.
        """
        changed_at, shown_at = echo.changed_at, self.theirs.at
        if changed_at is None or shown_at is None or not self.mapped.takes:
            return None
        for before in self.theirs.before:
            if before.at is None or not changed_at < before.at <= shown_at:
                return None
            if self.echo(before) is None:
                return before
        return None


def _decide(both: _Both, ruling: Ruling | None) -> Decision:
    mapped, ours, theirs = both.mapped, both.ours, both.theirs
    echo = both.echo(theirs)
    lost = both.overwritten(echo) if echo is not None else None
    if lost is not None and not _stands_over(ruling, lost) and ours.is_before(lost):
        decision = _written_here(replace(both, theirs=lost), _OVERWRITTEN)
        return replace(decision, again=decision.action == Action.WRITE_HERE)
    if mapped.agrees(ours.text, theirs.text):
        return both.decision(Action.NOTHING, "Both say the same.")
    if echo is not None:
        theirs = echo.as_value(theirs.text)
    if ruling is not None and _stands(ruling, ours, theirs):
        return _ruled(both, ruling.side)
    if ours.by == Evidence.HUBSPOT and ours.at is not None and ours.at == theirs.at:
        return both.decision(Action.NOTHING, "It is HubSpot's value, as far as it fits here.")
    side, why = winner_of(ours, theirs, echo=echo is not None)
    if mapped.asks and echo is None and _both_changed(both):
        return both.decision(Action.ASK, "Both sides have a value of their own.")
    return _written_there(both, why) if side == Side.HERE else _written_here(both, why)


def _both_changed(both: _Both) -> bool:
    """Whether each side has a value of its own, which the other never got."""
    ours, mapped = both.ours, both.mapped
    if ours.absent or both.theirs.absent or not (mapped.sends and mapped.takes):
        return False
    sent = any(each.sent_at is not None and each.changed_at == ours.at for each in both.written)
    return ours.by != Evidence.HUBSPOT and not sent


def _stands_over(ruling: Ruling | None, lost: Value) -> bool:
    return ruling is not None and lost.at is not None and lost.at <= ruling.at


def _stands(ruling: Ruling, ours: Value, theirs: Value) -> bool:
    return all(value.at is None or value.at <= ruling.at for value in (ours, theirs))


def _ruled(both: _Both, side: Side | None) -> Decision:
    if side is None and both.mapped.asks:
        return both.decision(Action.ASK, "A person undid this.")
    if side is None:
        return both.decision(
            Action.NOTHING, "A person undid this. Both sides stay until one of them changes."
        )
    why = "A person decided so."
    return _written_there(both, why) if side == Side.HERE else _written_here(both, why)


def _written_there(both: _Both, why: str) -> Decision:
    """Our value counts: HubSpot gets it, if it can."""
    mapped, ours, theirs = both.mapped, both.ours, both.theirs
    if not mapped.sends:
        return both.decision(Action.KEEP, f"{why} It is synced from HubSpot only.", Side.HERE)
    try:
        text = mapped.to_hubspot(ours.text)
    except ValueError as reason:
        return both.decision(Action.KEEP, str(reason), Side.HERE)
    if _ignored(both, text):
        return both.decision(
            Action.KEEP, "HubSpot took this value and kept its own. Change it there.", Side.HERE
        )
    lowers = mapped.lowers(text, theirs.text)
    if lowers and not mapped.may_lower:
        return both.decision(
            Action.KEEP, f"HubSpot has {mapped.shown(theirs.text)}, which is further.", Side.HERE
        )
    return both.decision(Action.WRITE_THERE, why, Side.HERE, text, clears=lowers)


def _ignored(both: _Both, text: str) -> bool:
    """Whether HubSpot has confirmed this very change of ours and still shows an older value."""
    at = both.theirs.at
    return any(
        written.sent_at is not None
        and written.changed_at == both.ours.at
        and written.text == text
        and (at is None or at < written.sent_at)
        for written in both.written
    )


def _written_here(both: _Both, why: str) -> Decision:
    """HubSpot's value counts: we get it, if we can."""
    mapped, theirs = both.mapped, both.theirs
    if not mapped.takes:
        return both.decision(Action.KEEP, f"{why} It is synced to HubSpot only.", Side.THERE)
    try:
        text = mapped.from_hubspot(theirs.text)
    except ValueError as reason:
        return both.decision(Action.KEEP, str(reason), Side.THERE)
    if not text and (mapped.field.needed or theirs.text.strip()):
        reason_here = f"{mapped.field.label} can't be empty here."
        return both.decision(Action.KEEP, reason_here, Side.THERE)
    return both.decision(Action.WRITE_HERE, why, Side.THERE, text)


def _until(value: Value, now: datetime) -> Value:
    if value.at is None or value.at <= now:
        return value
    return replace(value, at=now)
