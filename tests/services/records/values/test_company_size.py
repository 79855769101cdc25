"""Sizes of companies that spreadsheets took for dates."""

import pytest

from tests.fixtures.rows import each_row
from yardflow.services.records.values.company_size import size

DATES = {
    # As workbooks have them: typed where the month comes first, or the day.
    "2026-01-10": "1-10",
    "2026-10-01": "1-10",
    "2026-02-10": "2-10",
    "2026-10-02": "2-10",
    "2026-05-09": "5-9",
    "2026-09-05": "5-9",
    "2026-10-19": "10-19",
    "2026-01-25": "1-25",
    "2026-11-10": "11-10",
    "2026-11-20": "11-20",
    "1950-11-01": "11-50",
    "1999-05-01": "5-99",
    "1949-10-01": "10-49",
    "2026-01-10T00:00:00": "1-10",
    "2026-01-10 00:00:00": "1-10",
    # As text files have them.
    "10-Jan": "1-10",
    "1-Oct": "1-10",
    "10-Nov": "11-10",
    "Nov-50": "11-50",
    "Nov-1950": "11-50",
    "1-Nov-50": "11-50",
    "10-Jan-26": "1-10",
    "10-Jan-2026": "1-10",
    "Jan 10 2026": "1-10",
    "01.10.2026": "1-10",
    "10.01.2026": "1-10",
    "1/10/2026": "1-10",
    "10/1/2026": "1-10",
    "11/10/2026": "11-10",
    "20/10/2026": "10-20",
    "10/20/26": "10-20",
    "11/1/1950": "11-50",
    "01.11.1950": "11-50",
    "01/11/50": "11-50",
    "1950-11-01T00:00:00Z": "11-50",
    "1950-11-01T00:00:00.000": "11-50",
    "1950-11-01T00:00:00.000Z": "11-50",
    "11/1/50 12:00 AM": "11-50",
    "11/1/1950 12:00:00 AM": "11-50",
    "Saturday, January 10, 2026": "1-10",
    "Sat, 10 Jan 2026": "1-10",
    "Samstag, 10. Januar 2026": "1-10",
    # With the whole name of the month.
    "10-November": "11-10",
    "November 10": "11-10",
    "November-50": "11-50",
    "November 1950": "11-50",
    "10. Januar": "1-10",
    "10 de noviembre": "11-10",
    "1 de octubre de 2026": "1-10",
    "10 janvier 2026": "1-10",
    "10-listopada": "11-10",
    "10-listopadu": "11-10",
    # In other languages.
    "10-Kas": "11-10",
    "Kas-50": "11-50",
    "1-Eki": "1-10",
    "10-Oca": "1-10",
    "10-led": "1-10",
    "říj-50": "10-50",
    "lis-50": "11-50",
    "lokak-50": "10-50",
    "1-lokak.": "1-10",
    "marras-50": "11-50",
    "10-янв": "1-10",
    "ноя-50": "11-50",
    "10-мая": "5-10",
    "10. Jan": "1-10",
    "10-janv": "1-10",
    "10-janv.": "1-10",
    "01. Okt": "1-10",
    "01. Okt.": "1-10",
    "1-ott": "1-10",
    "1-août": "1-8",
    "Nov. 50": "11-50",
    "déc-50": "12-50",
    "Mrz 50": "3-50",
    "1-paź": "1-10",
    "1月10日": "1-10",
    "2026年1月10日": "1-10",
    "1월 10일": "1-10",
}
SIZES = (
    *("", "50", "1-10", "11-50", "51-200", "10-20", "11 - 50", "1–10", "501-1,000", "10,001+"),
    *("1 000-5 000", "1.000-5.000", "11 to 50", "10/20", "2-10 employees", "> 200", "May", "Nov"),
    *("50 Mart", "2010", "46336", "1-10-100", "10 000 50", "32-Nov", "13/13/2026"),
    *(
        "Small, 10-50",
        "10, 20, 50-100",
        "10, 20, 26",
        "1,001-5,000 employees",
        "12:00 AM",
        "Myself, only",
    ),
    *("small", "Small-50", "Nov-0", "Nov-200", "0-Nov", "2026-13-01", "2026-00-10"),
)
UNCLEAR = ("2026-05-05", "5-May", "1985-05-17", "1900-02-19", "17 May 1985", "10-lokak", "10-říj")


@each_row(("date", "written"), DATES.items())
def test_a_size_that_became_a_date_is_the_size_again(date: str, written: str):
    assert size(date) == written


@each_row("text", SIZES)
def test_what_is_no_date_stays_as_it_was_written(text: str):
    assert size(text) == text


@each_row("date", UNCLEAR)
def test_a_date_that_says_no_size_is_none(date: str):
    with pytest.raises(ValueError, match="This is a date"):
        size(date)
