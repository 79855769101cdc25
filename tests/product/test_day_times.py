"""Times of day have one form wherever people read them (`yardflow/day_times.py`)."""

import re
from pathlib import Path

import yardflow

ROOT = Path(yardflow.__file__).parent
SHOWN = ("services/sequences", "services/meetings", "services/records", "state", "components")
# A time field's value, and what is stored or exported, have 24 hours, and nothing beside.
VALUE = re.compile(r"""f"\{[\w.]+:(%Y-%m-%d )?%H:%M\}"|strftime\("%H:%M"\)""")


def test_times_of_day_are_worded_in_one_place() -> None:
    others = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for room in SHOWN
        for path in sorted((ROOT / room).rglob("*.py"))
        for line in path.read_text().splitlines()
        if re.search("%p|%-?I|%H:%M", VALUE.sub("", line))
    ]
    assert others == []
