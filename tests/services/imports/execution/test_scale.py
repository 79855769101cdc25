"""What an import costs grows with its rows, whatever PostgreSQL believes of the tables.

What is counted is CPU time of the database, for a list and for one of four times the rows. It is
laid so that the planner is wrong: autovacuum looks at nothing, statistics and kept plans are of
tables with a few rows or none.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from yardflow import db
from yardflow.config import settings

pytestmark = pytest.mark.usefixtures("database")

SMALL, LARGE = 1_500, 6_000
# Four times the rows: 4 where the cost grows with them, 16 where with their square.
AT_MOST = 8
# The clock of a process ticks every 10 ms, which is much of what the small list costs.
LEAST_S = 0.04
TABLES = ("account", "contact", "import_row", "score_change", "claim")
WORK = ("change of mapping", "forecast", "run", "undo")


@pytest.fixture
def no_autovacuum(urls) -> Iterator[None]:
    for name in TABLES:
        sql(f"ALTER TABLE {name} SET (autovacuum_enabled = off)")
    yield
    for name in TABLES:
        sql(f"ALTER TABLE {name} RESET (autovacuum_enabled)")
        sql(f"ANALYZE {name}")


def few_rows(desk) -> None:
    """Statistics of some small lists, and plans kept since then."""
    for number in range(4):
        desk.bring(people(6, f"early{number}"))
    sql("VACUUM FULL ANALYZE")
    for number in range(6):
        desk.undo(desk.bring(people(6, f"late{number}")))


def emptied_tables(desk) -> None:
    """As after a long list that was undone and thrown away."""
    desk.undo(desk.bring(people(500)))
    sql("DELETE FROM import")
    sql("VACUUM FULL ANALYZE")


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("lay", "kind"),
    [(few_rows, "contacts"), (emptied_tables, "contacts"), (few_rows, "accounts")],
)
def test_four_times_the_rows_cost_four_times_as_much(desk, no_autovacuum, lay, kind):
    small, large = (costs_of(desk, rows, lay, kind) for rows in (SMALL, LARGE))
    ratios = {work: large[work] / max(small[work], LEAST_S) for work in WORK}
    assert max(ratios.values()) < AT_MOST, (ratios, small, large)


def people(rows: int, name: str = "guest") -> str:
    """Half of them have no address yet, as a first list has them."""
    return "First name,Last name,Company\n" + "".join(
        f"{name},L{n},Company {n // 5}\n" for n in range(0, rows, 2)
    )


def longer(rows: int) -> str:
    """The same and others, with addresses; each fiftieth stands there twice, some without."""
    lines = [f"guest,L{n},Company {n // 5},g{n}@c{n // 5}.example,Buyer\n" for n in range(rows)]
    for n in range(0, rows - 1, 50):
        lines[n] = lines[n + 1]
    for n in range(25, rows - 1, 50):
        lines[n] = f"guest,L{n + 1},Company {(n + 1) // 5},,\n"
    return "First name,Last name,Company,E-mail,Title\n" + "".join(lines)


def companies(rows: int) -> str:
    """Half of them have no website yet."""
    return "Account,Industry\n" + "".join(f"Firm {n} Ltd,Food\n" for n in range(0, rows, 2))


def more_companies(rows: int) -> str:
    """The same and others, some spelled otherwise; each fiftieth stands there twice, some without a
    website.
    """
    lines = [f"Firm {n} Ltd,https://firm{n}.example,{n % 900},Retail\n" for n in range(rows)]
    for n in range(0, rows - 1, 50):
        lines[n] = lines[n + 1]
    for n in range(25, rows - 1, 50):
        lines[n] = f"FIRM {n + 1} Limited,,,\n"
    return "Account,Website,Employees,Industry\n" + "".join(lines)


LISTS = {
    "contacts": (people, longer, "Title", "title"),
    "accounts": (companies, more_companies, "Industry", "industry"),
}


def costs_of(desk, rows: int, lay: Callable, kind: str) -> dict[str, float]:
    """Seconds of the database's CPU for each piece of work on a list of so many rows, which wins in
    one field.
    """
    first, second, column, field = LISTS[kind]
    sql("TRUNCATE import, account, contact CASCADE")
    lay(desk)
    desk.bring(first(rows), kind)
    view = desk.upload(second(rows), kind)
    before = cpu()
    desk.change(view, **{column: None})
    desk.change(view, **{column: field})
    desk.overwrite(view, field)
    mapped = cpu()
    desk.look_ahead(view)
    looked = cpu()
    done = desk.run(desk.look(view))
    assert done.counts["created"] > rows * 0.4 < done.counts["updated"] + done.counts["duplicate"]
    ran = cpu()
    undone = desk.undo(done)
    assert undone.counts["undo"]["kept"] == 0
    spent = (mapped - before, looked - mapped, ran - looked, cpu() - ran)
    return dict(zip(WORK, spent, strict=True))


def cpu() -> float:
    """Seconds that the connections of this process have cost the database by now."""
    spent = 0.0
    with db.session() as session:
        named = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        for (pid,) in session.execute(text(named)):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            spent += (int(fields[11]) + int(fields[12])) / 100
    return spent


def sql(statement: str) -> None:
    """Outside of any transaction."""
    address = str(settings().database_url).replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]
