"""The chart of a forecast, of a day as of many."""

from datetime import date

import pytest

from yardflow.services.sequences.forecast.result import Groups, People, Result, SenderLoad
from yardflow.state.sequences.load_chart import HEIGHT, chart_of

TODAY = date(2027, 5, 3)
NOBODY = People(0, [])


@pytest.mark.parametrize("days", [1, 2, 10])
@pytest.mark.parametrize("cap", [1, 50])
def test_a_chart_has_its_days_whatever_their_number_and_the_limits(days: int, cap: int):
    result = Result(
        people=1,
        emails=1,
        replies=0,
        show_on=None,
        last_at=None,
        days=[date.fromordinal(TODAY.toordinal() + each) for each in range(days)],
        closed=[False] * days,
        senders=[SenderLoad(1, "Ann", [1] + [0] * (days - 1), [cap] * days)],
        groups=Groups(NOBODY, NOBODY, NOBODY, NOBODY),
        late=NOBODY,
        waiting=[],
        skipped=[],
        complete=True,
    )
    chart = chart_of(result)
    assert len(chart.days) == days and [bar.height for bar in chart.bars] == [HEIGHT]
    assert bool(chart.limit) == (cap == 1) and bool(chart.note) == (cap == 50)
