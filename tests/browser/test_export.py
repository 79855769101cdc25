"""Contacts leave as a file: from the list to the disk of who asked for it."""

import csv
import io
import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect


def test_all_that_match_are_exported_and_the_file_arrives(bob_s_page: Page):
    page = bob_s_page
    page.goto("/contacts/?persona=Ops")
    page.get_by_role("checkbox", name=re.compile(r"^Select (?!all)")).first.click()
    page.get_by_role("button", name=re.compile(r"Select all \d+")).click()
    selected = page.get_by_text(re.compile(r"All \d+ selected"))
    count = int(selected.inner_text().split()[1])
    page.get_by_role("button", name="Export").click()
    with page.expect_download(timeout=30_000) as arrived:
        page.get_by_role("menuitem", name="CSV").click()
        expect(page.get_by_text("Preparing the file")).to_be_visible()
    name = arrived.value.suggested_filename
    assert name.endswith(".csv") and " contacts " in name
    rows = list(csv.DictReader(io.StringIO(text_of(arrived.value.path()), newline="")))
    assert len(rows) == count > 0
    assert all("Ops" in row["Personas"] for row in rows)
    notice = page.get_by_role("status").filter(has_text=f"{count} contacts exported")
    with page.expect_download() as again:
        notice.get_by_role("link", name="Download").click()
    assert text_of(again.value.path()) == text_of(arrived.value.path())


def test_a_file_of_accounts_is_found_again_in_the_header_on_another_page(bob_s_page: Page):
    page = bob_s_page
    page.goto("/accounts/?q=harbor")
    page.get_by_role("checkbox", name=re.compile(r"^Select (?!all)")).first.click()
    name = page.locator("tbody .yf-row-link").first.inner_text()
    page.get_by_role("button", name="Export").click()
    with page.expect_download(timeout=30_000):
        page.get_by_role("menuitem", name="Excel").click()
    page.get_by_role("link", name="Dashboard").first.click()
    # What is opened before the next page is there goes with the former one.
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Jobs")).click()
    tray = page.get_by_role("dialog", name="Jobs")
    job = tray.get_by_role("listitem").filter(has_text="accounts").first
    with page.expect_download() as arrived:
        job.get_by_role("link", name="Download").click()
    assert arrived.value.suggested_filename.endswith(".xlsx")
    path = Path(arrived.value.path())
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]
    assert [sheet.cell(row, 1).value for row in (1, 2)] == ["Company", name]
    assert sheet.max_row == 2


def text_of(path: str | Path) -> str:
    return Path(path).read_bytes().decode("utf-8-sig")
