"""What became of a message, told from its reports in any order: persons apart from programs."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from yardflow.models.message import Bounce
from yardflow.services.sequences.events.judging import Reported, judge

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HONEYPOT = "https://yardflow.example/h/key"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0"
DELIVERED = (0, "delivered", "", "")
# What was reported after the delivery (seconds later, kind, address, agent), and which of these
# opens and clicks are a person's.
TABLE = {
    "an open": ([(600, "open", "", FIREFOX)], {0}),
    "an open before the delivery": ([(-1, "open", "", FIREFOX)], set()),
    "an open by a scanner's agent": ([(60, "open", "", "Barracuda Sentinel (EE)")], set()),
    "an open by Apple's Mail Privacy Protection": ([(60, "open", "", "Mozilla/5.0")], set()),
    "a script's click": ([(60, "click", "https://a.example", "python-requests/2.32")], set()),
    "a click": ([(60, "click", "https://a.example", FIREFOX)], {0}),
    "the link that no one sees": ([(60, "click", HONEYPOT, FIREFOX)], set()),
    "clicks around the link that no one sees": (
        [
            (50, "click", "https://a.example", FIREFOX),
            (60, "click", HONEYPOT, FIREFOX),
            (61, "open", "", FIREFOX),
            (4000, "click", "https://a.example", FIREFOX),
        ],
        {3},
    ),
    "three links within seconds": (
        [
            (60, "click", "https://a.example", FIREFOX),
            (62, "click", "https://b.example", FIREFOX),
            (64, "click", "https://c.example", FIREFOX),
            (900, "click", "https://b.example", FIREFOX),
        ],
        {3},
    ),
    "one link three times": (
        [(60 + second, "click", "https://a.example", FIREFOX) for second in range(3)],
        {0, 1, 2},
    ),
    "two links soon one after the other": (
        [
            (60, "click", "https://a.example", FIREFOX),
            (63, "click", "https://b.example", FIREFOX),
        ],
        {0, 1},
    ),
}


def reported(rows, first_id: int = 1) -> list[Reported]:
    return [
        Reported(number, kind, NOON + timedelta(seconds=after), url, agent)
        for number, (after, kind, url, agent) in enumerate(rows, first_id)
    ]


def test_only_what_a_person_did_counts():
    wrong = {}
    for case, (rows, persons) in TABLE.items():
        reports = [*reported([DELIVERED], 1000), *reported(rows, 0)]
        judged = judge(reports, HONEYPOT)
        by_person = {number for number, machine in judged.by_machine.items() if not machine}
        first = min((reports[1 + n].at for n in persons), default=None)
        if by_person != persons or judged.opened_at != first:
            wrong[case] = by_person, judged.opened_at
    assert wrong == {}


def test_apple_opens_as_sendgrid_names_them_are_no_person_s():
    opened = Reported(1, "open", NOON + timedelta(hours=1), agent=FIREFOX, machine=True)
    assert judge([opened], HONEYPOT).opened_at is None


def test_the_order_in_which_reports_come_changes_nothing():
    rows = [
        DELIVERED,
        (600, "open", "", FIREFOX),
        (-5, "click", "https://a.example", FIREFOX),
        (700, "click", "https://a.example", FIREFOX),
        (800, "spamreport", "", ""),
    ]
    ways = {str(judge(way, HONEYPOT).opened_at) for way in permutations(reported(rows))}
    all_of_it = [judge(way, HONEYPOT) for way in permutations(reported(rows))]
    assert len(ways) == 1
    assert all(judged.clicked_at == all_of_it[0].clicked_at for judged in all_of_it)
    assert all(judged.complained_at == NOON + timedelta(seconds=800) for judged in all_of_it)


def test_who_clicks_has_opened_it_even_without_its_pictures():
    judged = judge(reported([DELIVERED, (60, "click", "https://a.example", FIREFOX)]), HONEYPOT)
    assert judged.opened_at == judged.clicked_at == NOON + timedelta(seconds=60)


def test_a_bounce_after_the_delivery_is_a_bounce_of_the_last_kind_reported():
    reports = [
        *reported([DELIVERED]),
        Reported(8, "bounce", NOON + timedelta(hours=1), bounce=Bounce.SOFT),
        Reported(9, "bounce", NOON + timedelta(hours=2), bounce=Bounce.HARD),
    ]
    judged = judge(reports, HONEYPOT)
    assert (judged.bounce, judged.bounced_at) == (Bounce.HARD, NOON + timedelta(hours=2))
    assert judged.delivered_at == NOON


@given(
    st.lists(
        st.tuples(
            st.integers(-10, 10_000),
            st.sampled_from(["open", "click", "delivered", "processed", "bounce", "group"]),
            st.sampled_from(["", "https://a.example", "https://b.example", HONEYPOT]),
            st.text(max_size=20),
        ),
        max_size=12,
    ),
    st.randoms(),
)
def test_whatever_is_reported_in_whatever_order_means_one_thing(rows, random):
    reports = reported(rows)
    shuffled = random.sample(reports, len(reports))
    judged = judge(reports, HONEYPOT)
    assert judge(shuffled, HONEYPOT) == judged
    if judged.clicked_at is not None:
        assert judged.opened_at is not None and judged.opened_at <= judged.clicked_at
