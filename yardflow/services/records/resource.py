"""What a record declares of its fields, and what is the same for every record that does.

A plain text is declared once, as a `TextField`: the API, forms, lists, filters, imports and exports
are made from the declaration.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from yardflow.models.base import Versioned
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records import owners
from yardflow.services.records.load import load_record, save_many, save_record
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import Cleaner


@dataclass(frozen=True, slots=True)
class TextField:
    """One line of text that is "" when there is none, in a column of the record's table.

    ``limit`` is the longest text in characters, ``clean`` what brings it into the form that is
    stored, if more than spaces are to go. ``headers`` are the names that files give it, with
    commas between; those of other languages are in ``imports/columns/header_names.txt``.
    ``filterable``: lists can be narrowed to one value; there has to be an index on
    ``lower(name)``. ``input`` is the kind of keyboard that a phone offers. ``choices``: forms offer
    these, and the cleaner takes nothing else. ``about``: the text that it says more of, and without
    which it isn't asked for.
    """

    name: str
    label: str
    limit: int
    clean: Cleaner | None = None
    headers: str = ""
    filterable: bool = False
    input: Literal["text", "tel", "url"] = "text"
    choices: tuple[str, ...] = ()
    about: str = ""

    @property
    def cleaner(self) -> Cleaner:
        """What a value that was sent has to pass."""
        return self.clean or fields.line(self.limit)


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A kind of record. ``fields`` are those that are more than a plain text, with their cleaners;
    ``followers`` are columns that change along with them, ``text_names`` the plain texts in the
    order they are shown.

    Of a ``personal`` record the audit log gets the names of changed fields and never their values,
    so that erasing a person leaves nothing behind there.
    """

    model: type[Versioned]
    fields: Mapping[str, Cleaner]
    texts: tuple[TextField, ...] = ()
    followers: tuple[str, ...] = ()
    personal: bool = False
    cleaners: Mapping[str, Cleaner] = field(init=False)
    text_names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        texts = {text.name: text.cleaner for text in self.texts}
        object.__setattr__(self, "cleaners", {**self.fields, **texts})
        object.__setattr__(self, "text_names", tuple(texts))

    @property
    def noun(self) -> str:
        """What one of them is called, as in ``contact``."""
        return self.model.__name__.lower()

    def texts_of(self, row: Any) -> dict[str, str]:
        """The plain texts of a record or row, by name."""
        return {name: getattr(row, name) for name in self.text_names}


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that was saved: what was sent, cleaned; all values before; which are others now."""

    record: Any
    clean: Mapping[str, object]
    before: Mapping[str, Any]
    changed: frozenset[str]

    @classmethod
    def of(cls, record: Any, clean: Mapping[str, object], before: Mapping[str, Any]) -> "Edit":
        """What a record is now, beside what it was."""
        changed = frozenset(name for name in before if getattr(record, name) != before[name])
        return cls(record, clean, before, changed)


def edit(
    session: Session,
    principal: Principal,
    resource: Resource,
    record_id: int,
    version: int | None,
    values: Mapping[str, object],
    put: Callable[[Session, Any, Mapping[str, object]], None],
) -> Edit:
    """Changes fields of a record and notes it in the audit log. ``put`` sets the clean values;
    ``version`` is the one the person saw, None skips the check.

    Raises:
        NotFound: there is no such record.
        Invalid: a field's value is not valid.
        Conflict: someone changed it since, or it would be a duplicate.
    """
    record: Any = load_record(session, resource.model, record_id, version, lock=True)
    clean = fields.cleaned(values, resource.cleaners)
    names = (*resource.cleaners, *resource.followers)
    before = {name: getattr(record, name) for name in names}
    put(session, record, clean)
    save_record(session, record)
    saved = Edit.of(record, clean, before)
    _note(session, principal, resource, [saved])
    return saved


def edit_many(
    session: Session,
    principal: Principal,
    resource: Resource,
    versions: Mapping[int, int],
    values: Mapping[int, Mapping[str, object]],
    put: Callable[[Session, Any, Mapping[str, object]], None],
) -> list[Edit]:
    """`edit` for many records, by their ids, of fields that say nothing of which record it is: one
    statement reads them, one writes them.

    Raises:
        NotFound, Invalid, Conflict: as in `edit`, for any of them.
    """
    known = select(resource.model).where(col(resource.model.id).in_(values))  # type: ignore[attr-defined]
    locked = known.order_by(col(resource.model.id)).with_for_update(key_share=True)  # type: ignore[attr-defined]
    records = session.exec(locked.execution_options(populate_existing=True)).all()
    names = (*resource.cleaners, *resource.followers)
    edits: list[Edit] = []
    with session.no_autoflush:
        for record_id, sent in values.items():
            record: Any = load_record(session, resource.model, record_id, versions[record_id])
            clean = fields.cleaned(sent, resource.cleaners)
            before = {name: getattr(record, name) for name in names}
            put(session, record, clean)
            edits.append(Edit.of(record, clean, before))
        save_many(session, records)
    _note(session, principal, resource, edits)
    return edits


def _note(
    session: Session, principal: Principal, resource: Resource, edits: Sequence[Edit]
) -> None:
    noun = resource.noun
    changes = {each.record.id: _of_edit(resource, each) for each in edits if each.changed}
    if changes:
        audit.record_many(session, principal, f"{noun}.updated", noun, changes)


def _of_edit(resource: Resource, edit: Edit) -> tuple[dict | None, dict]:
    """What the audit log says of it: what it was before, and after."""
    if resource.personal:
        return None, {"fields": sorted(edit.changed)}
    names = [name for name in edit.before if name in edit.changed]
    after = {name: getattr(edit.record, name) for name in names}
    return _as_json({name: edit.before[name] for name in names}), _as_json(after)


def note_creation(
    session: Session,
    principal: Principal,
    resource: Resource,
    record_id: int,
    clean: Mapping[str, object],
) -> None:
    """Notes in the audit log that a record was added with these values."""
    filled = {"fields": sorted(name for name, value in clean.items() if value)}
    audit.record(
        session,
        principal,
        f"{resource.noun}.created",
        resource.noun,
        record_id,
        after=filled if resource.personal else _as_json(clean),
    )


def assign(
    session: Session,
    principal: Principal,
    resource: Resource,
    record_id: int,
    version: int | None,
    owner_id: int | None,
) -> None:
    """Sets the owner of a record; None for none.

    Raises:
        NotFound: there is no such record.
        Invalid: the owner is not on the team.
        Conflict: someone changed it since ``version``.
    """
    record: Any = load_record(session, resource.model, record_id, version, lock=True)
    before, record.owner_id = record.owner_id, owners.checked(session, owner_id)
    if before != record.owner_id:
        audit.record(
            session,
            principal,
            f"{resource.noun}.assigned",
            resource.noun,
            record.id,
            before={"owner_id": before},
            after={"owner_id": record.owner_id},
        )
        session.flush()


class TextValue(NamedTuple):
    """What a plain text has to be."""

    field: TextField
    text: str


def text_values(resource: Resource, sent: Mapping[str, str]) -> tuple[TextValue, ...]:
    """The filters that are sent, by name; "" and spaces narrow nothing.

    Raises:
        Invalid: a text is longer than the field takes.
    """
    filterable = {
        text.name: text for text in resource.texts if text.filterable and sent.get(text.name)
    }
    lines = {name: fields.line(text.limit) for name, text in filterable.items()}
    clean: Any = fields.cleaned(sent, lines)
    return tuple(TextValue(filterable[name], text) for name, text in clean.items() if text)


def same_texts(record: Any, texts: Iterable[TextValue]) -> list[Any]:
    """Conditions for records that have these texts; capitals don't count."""
    conditions = []
    for each in texts:
        column = col(getattr(record, each.field.name))
        # The index holds filled ones alone.
        conditions += [func.lower(column) == func.lower(each.text), column != ""]
    return conditions


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, date | time | Decimal) else value
        for name, value in values.items()
    }
