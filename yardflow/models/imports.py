"""An imported file, row by row, so that it can be fixed, explained and undone."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text
from sqlmodel import Field, SQLModel

from yardflow.models.base import (
    Versioned,
    choice,
    document,
    moment,
    primary_key,
    reference,
    text_list,
)


class ImportKind(StrEnum):
    """What one row of the list is."""

    ACCOUNTS = "accounts"
    CONTACTS = "contacts"


class ImportStatus(StrEnum):
    """An import's status. A ``draft`` can still be changed; nothing is in the records yet.

    While its file is read an import is ``reading``, and has no row before all of them are there;
    a file that can't be imported leaves it ``refused``. A draft whose file is read again is a draft
    as before if that fails.
    """

    READING = "reading"
    REFUSED = "refused"
    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class RowOutcome(StrEnum):
    """A row's result. ``duplicate``: an earlier row of the file is about the same record.

    ``skipped``: it had problems, so nothing of it was imported.
    """

    PENDING = "pending"
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"


class DifferenceResult(StrEnum):
    """What happened where a file and a record differ.

    ``protected``: the field was to be overwritten, but by this value the record would no longer be
    known by what it is known by. ``duplicate``: an earlier row says something else.
    ``possible_duplicate``: a new record may be one with this one, by its name; both are kept.
    """

    OVERWRITTEN = "overwritten"
    KEPT = "kept"
    PROTECTED = "protected"
    DUPLICATE = "duplicate"
    POSSIBLE_DUPLICATE = "possible_duplicate"


class Import(Versioned, table=True):
    """One file. ``source`` is what was found out about it: ``badge_scans`` in it says that it is a
    badge scanner's. ``mapping`` leads from a column's position to a field; ``counts`` are rows by
    outcome. ``overwrites`` are the fields in which the file replaces what records have already.

    ``event_id`` is the event whose list it adds to; None once that event was deleted.
    ``read_until`` is the end of the lease of whoever reads the file; one person has one file read
    at a time.
    """

    __tablename__ = "import"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size_not_negative"),
        Index(
            "uq_import_made_by_reading",
            "made_by",
            unique=True,
            postgresql_where=text("status = 'reading'"),
        ),
    )

    id: int | None = primary_key()
    event_id: int | None = reference("event.id", ondelete="SET NULL", nullable=True)
    kind: ImportKind = choice(ImportKind)
    filename: str
    size: int
    source: dict = document()
    headers: list[str] = text_list()
    headers_key: str = ""
    mapping: dict = document()
    overwrites: list[str] = text_list()
    status: ImportStatus = choice(ImportStatus, ImportStatus.DRAFT)
    counts: dict = document()
    error: str | None = None
    read_until: datetime | None = moment(nullable=True)
    made_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True)
    job_id: int | None = reference("job.id", ondelete="SET NULL", nullable=True, index=False)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    undone_at: datetime | None = moment(nullable=True)
    undone_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


_NEXT_CONTACT = "nextval('contact_id_seq'::regclass)"


class ImportRow(SQLModel, table=True):
    """One row of the file as it came (``cells``), and its outcome.

    ``cleaned`` is the row as it will be written (imports/normalization/normalized_row.py); a row
    with ``problems`` has none. ``contact_id`` is reserved when the row is staged and ``outcome`` is
    then the expected one, so that the run only touches the rows for which it turns out otherwise.
    ``before`` is what undo goes by, for ``contact`` and ``account``: the values that were replaced
    (``fields``), the versions ``from`` and ``version`` that this led from and to, and ``added``
    where the import that had added the record is undone. ``shared`` is the contact whose address
    this row showed to be shared.
    ``number`` is the row's place in the file's data, from 1; ``kept`` counts the cells that go to
    the notes because their fields can't take them.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        Index(
            "ix_import_row_problems",
            "import_id",
            "number",
            postgresql_where=text("problems IS NOT NULL"),
        ),
        Index("ix_import_row_kept", "import_id", "number", postgresql_where=text("kept > 0")),
    )

    import_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("import.id", ondelete="CASCADE"), primary_key=True)
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    cells: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    outcome: RowOutcome = choice(RowOutcome, RowOutcome.PENDING)
    problems: dict | None = document(nullable=True)
    cleaned: list[str] | None = Field(default=None, sa_column=Column(ARRAY(Text), nullable=True))
    account_id: int | None = Field(default=None, sa_type=BigInteger)
    contact_id: int | None = Field(
        default=None, sa_column=Column(BigInteger, server_default=text(_NEXT_CONTACT))
    )
    account_created: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    before: dict | None = document(nullable=True)
    kept: int = Field(default=0, sa_column=Column(SmallInteger, nullable=False, server_default="0"))


class ImportDifference(SQLModel, table=True):
    """A value of a row that differs from what its record had before the import (``had``), or of a
    duplicate from what another row of the file says: that of ``used_number``.

    ``position`` is its place among the import's differences, from 1, in the order of rows.
    """

    __tablename__ = "import_difference"

    import_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("import.id", ondelete="CASCADE"), primary_key=True)
    )
    position: int = Field(
        sa_column=Column(Integer, primary_key=True, autoincrement=False),
    )
    number: int
    field: str
    result: DifferenceResult = choice(DifferenceResult)
    account_id: int | None = Field(default=None, sa_type=BigInteger)
    contact_id: int | None = Field(default=None, sa_type=BigInteger)
    had: str
    says: str
    used_number: int | None = None


class ImportFile(SQLModel, table=True):
    """A piece of a draft's file, a megabyte of it, kept where its encoding may be another one."""

    __tablename__ = "import_file"

    import_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("import.id", ondelete="CASCADE"), primary_key=True)
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ImportChoice(SQLModel, table=True):
    """Which account is meant by a company's name that several share: an existing one, the one with
    this domain in the same file, or, with neither, a new one.
    """

    __tablename__ = "import_choice"
    __table_args__ = (CheckConstraint("num_nonnulls(account_id, domain) <= 1", name="one_account"),)

    import_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("import.id", ondelete="CASCADE"), primary_key=True)
    )
    name_key: str = Field(primary_key=True)
    account_id: int | None = reference("account.id", ondelete="CASCADE", nullable=True, index=False)
    domain: str | None = None


class ImportMapping(SQLModel, table=True):
    """How a set of headers was mapped the last time, to be used again."""

    __tablename__ = "import_mapping"

    headers_key: str = Field(primary_key=True)
    kind: ImportKind = choice(ImportKind)
    mapping: dict = document()
    user_id: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    at: datetime = moment()
