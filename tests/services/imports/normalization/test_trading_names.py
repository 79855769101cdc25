"""A company that a cell names twice has the name that people know; notes keep the cell."""

from tests.fixtures.rows import each_row
from tests.services.imports.test_unseen_lists import normalized
from yardflow.services.imports.normalization.trading_names import known_as


@each_row(
    ("cell", "name"),
    [
        *(
            (f"Acme LLC {sign} FastDock", "FastDock")
            for sign in ("dba", "d/b/a", "D/B/A", "d.b.a.")
        ),
        *(
            (f"Acme Ltd {sign} Quick Co", "Quick Co")
            for sign in ("t/a", "T/A", "trading as", "o/a")
        ),
        *((f"{name} DBA FASTDOCK", "FASTDOCK") for name in ("ACME", "Acme Inc.", "Acme,")),
        ("Acme LLC (dba FastDock)", "FastDock"),
        ("Acme Inc. n/k/a Summit", "Summit"),
        ("Acme (now Summit)", "Summit"),
        *((f"Acme Inc. ({sign} Gale)", "Acme Inc.") for sign in ("formerly", "f/k/a", "fka", "ex")),
        ("Acme, formerly known as Gale Inc.", "Acme"),
        ("Acme (formerly Gale) Inc.", "Acme Inc."),
        *((f"Acme ({sign} Gale)", "Acme") for sign in ("vormals", "anciennement", "antes", "già")),
        ("東京物流（旧：江戸運輸）", "東京物流"),
        *((name, "") for name in ("Data DBA Services", "DBA Software", "Now Foods", "Acme DBA")),
        *((name, "") for name in ("Ex Libris", "Früher & Söhne", "Formerly Known", "T/A Foods")),
        *((name, "") for name in ("Acme (Norway)", "Alpha Betas", "Kaffee Antes GmbH")),
    ],
)
def test_the_name_that_people_know_is_seen(cell, name):
    assert known_as(cell) == name


def test_the_whole_cell_is_kept():
    row = normalized(Name="Dana Whitlock", Company="Acme LLC dba FastDock")
    assert (row["company"], row["notes"]) == ("FastDock", "Company: Acme LLC dba FastDock")
