"""What every table shares: names for constraints, and the kinds of column used everywhere."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Integer,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from yardflow import clock
from yardflow.signs import APOSTROPHES, HYPHENS

# Alembic can only drop or compare a constraint that has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def primary_key() -> Any:
    """A 64-bit identity: small, in order of arrival, never reused."""
    return Field(
        default=None, sa_column=Column(BigInteger, Identity(always=False), primary_key=True)
    )


def reference(
    target: str,
    *,
    ondelete: str,
    nullable: bool = False,
    index: bool = True,
    use_alter: bool = False,
) -> Any:
    """A foreign key to ``table.column``; ``ondelete`` is said each time, on purpose.

    ``use_alter`` adds the key after both tables exist, where two tables point at each other.
    """
    column = Column(
        BigInteger,
        ForeignKey(target, ondelete=ondelete, use_alter=use_alter),
        nullable=nullable,
        index=index,
    )
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def choice(
    kind: type[StrEnum],
    default: StrEnum | None = None,
    *,
    nullable: bool = False,
    primary_key: bool = False,
    check: str | None = None,
) -> Any:
    """A text column that holds one of an enumeration's values; the database checks it.

    ``check`` names the constraint where a table has two columns of one kind.
    """
    column: Column = Column(
        Enum(
            kind,
            native_enum=False,
            create_constraint=True,
            length=32,
            values_callable=lambda members: [member.value for member in members],
            name=check or kind.__name__.lower(),
        ),
        nullable=nullable,
        primary_key=primary_key,
        server_default=default.value if default else None,
    )
    return Field(default=default, sa_column=column)


def moment(nullable: bool = False, index: bool = False) -> Any:
    """An aware timestamp in UTC; when required it defaults to now."""
    column = Column(DateTime(timezone=True), nullable=nullable, index=index)
    if nullable:
        return Field(default=None, sa_column=column)
    return Field(default_factory=clock.now, sa_column=column)


def touched() -> Any:
    """The moment of the last change made through the ORM."""
    return Field(
        default_factory=clock.now,
        sa_column=Column(DateTime(timezone=True), nullable=False, onupdate=clock.now),
    )


# Umlauts and their like are written out or left out, as Müller is Mueller and Muller; words are
# put together or not, as in "de Vries". (Before that, or two words would make an umlaut.)
_WRITTEN_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("dj", "d"), (" ", ""))


def spelling(name_key: str) -> str:
    """SQL: what a ``name_key`` has in common with those of its other spellings."""
    for long, short in _WRITTEN_OUT:
        name_key = f"replace({name_key}, '{long}', '{short}')"
    return name_key


def text_filter(table: str, name: str) -> Index:
    """The index that a list is narrowed by to one text, whatever its capitals.

    With the text as it is: else PostgreSQL reads the table beside an index on an expression.
    """
    return Index(
        f"ix_{table}_{name}",
        text(f"lower({name})"),
        "id",
        postgresql_include=[name],
        postgresql_where=text(f"{name} <> ''"),
    )


def empty_list() -> list[Any]:
    """For a field that begins empty. (Pydantic looks at a factory's signature each time that a
    record is made, and that of `list` itself is parsed from a text: 87 µs instead of 5.)
    """
    return []


def text_list() -> Any:
    """A list of short texts."""
    column: Column[Any] = Column(ARRAY(Text), nullable=False, server_default="{}")
    return Field(default_factory=empty_list, sa_column=column)


def text_list_of_triggers(first: str) -> Any:
    """A list of short texts that the database keeps; a new row has the ``first`` one alone."""
    column: Column[Any] = Column(ARRAY(Text), nullable=False, server_default=f"{{{first}}}")
    return Field(default=None, sa_column=column)


def document(nullable: bool = False) -> Any:
    """A JSON object, for what is shown and never searched."""
    if nullable:
        return Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True))
    return Field(default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}"))


def sealed(name: str, nullable: bool = False) -> Any:
    """A text that `yardflow.encryption` has sealed; the column of this ``name`` takes no other.

    ``make rotate-keys`` seals again whatever is in such columns.
    """
    check = CheckConstraint(f"{name} LIKE 'gAAAA%'", name=f"{name}_is_sealed")
    return Field(sa_column=Column(Text, check, nullable=nullable, info={SEALED: True}))


SEALED = "sealed"


class Versioned(SQLModel):
    """Refuses a lost update: a change to a row that moved on since it was read raises."""

    version: int = Field(default=1, sa_type=Integer, sa_column_kwargs={"server_default": "1"})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


# All hyphens sort as one, and an apostrophe as if it were not there.
_SIGNS, _HYPHENS = f"{HYPHENS}''`{APOSTROPHES}", "-" * len(HYPHENS)
_TWO_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}


def sort_key(expression: str) -> str:
    """SQL for what names are sorted by: lower case, without accents and apostrophes, at most 120
    characters.

    No collation does this everywhere: a database's may be any, and changes with its version.
    """
    text = f"translate(lower({expression}), 'øłđðıħ{_SIGNS}', 'olddih{_HYPHENS}')"
    for letter, two in _TWO_LETTERS.items():
        text = f"replace({text}, '{letter}', '{two}')"
    folded = f"regexp_replace(normalize({text}, NFKD), '[\\u0300-\\u036f]', '', 'g')"
    plain = f"octet_length({expression}) = char_length({expression})"
    ascii_text = f"translate(lower({expression}), '''`', '')"
    return f"left(CASE WHEN {plain} THEN {ascii_text} ELSE {folded} END, 120)"


def sort_column(expression: str) -> Any:
    """A column that the database works out by `sort_key`."""
    return Field(
        default=None, sa_column=Column(Text, Computed(sort_key(expression), persisted=True))
    )
