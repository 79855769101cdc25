"""A file is uploaded, fixed, imported, found and undone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import look_over, posted

LIST = """First name,Last name,Company,Job title,E-mail,Shoe size
Ottilie,Quayside,Pier Nine Freight,VP of Operations,ottilie@piernine.example,38
Barnaby,Wharfton,unknown,Yard Manager,barnaby@piernine.example,44
Ludmila,Dockery,Moorings & Sons,Buyer,ludmila@moorings.example,40
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A small list with one bad cell."""
    path = tmp_path / "booth visitors.csv"
    path.write_text(LIST)
    return path


def upload(page: Page, path: Path, kind: str = "Contact") -> None:
    page.goto("/import/")
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("File to import").set_input_files(path)
    expect(page.get_by_text(path.name, exact=False).first).to_be_visible()
    page.get_by_role("button", name="Preview import").click()
    expect(page.get_by_role("heading", name=path.name, level=1)).to_be_visible()


def figure(page: Page, label: str):
    return page.locator(".yf-stat", has=page.get_by_text(label, exact=True)).locator(
        ".yf-stat-value"
    )


def fix(page: Page, wrong: str, right: str) -> None:
    page.get_by_role("button", name=wrong).click()
    page.get_by_label("Cell value").fill(right)
    page.get_by_label("Cell value").press("Enter")


def test_a_file_is_fixed_imported_found_and_undone(bob_s_page: Page, people: Path) -> None:
    page = bob_s_page
    upload(page, people)
    expect(figure(page, "Needs fixing")).to_have_text("1")
    expect(page.get_by_role("button", name="Import 2 rows")).to_be_enabled()
    expect(figure(page, "New")).to_have_text("2")
    fix(page, "unknown", "Pier Nine Freight Inc.")
    expect(figure(page, "Needs fixing")).to_have_text("0")
    expect(page.get_by_role("button", name="Pier Nine Freight Inc.")).to_be_focused()
    page.get_by_label("Import Shoe size as").select_option("Notes")
    expect(page.get_by_text("All mapped")).to_be_visible()
    expect(figure(page, "New")).to_have_text("3")
    page.get_by_role("button", name="Import 3 rows").click()
    expect(figure(page, "Created")).to_have_text("3")
    page.get_by_role("link", name="View contacts").click()
    page.get_by_label("Search contacts").fill("Wharfton")
    expect(page).to_have_url(re.compile(r"\?q=Wharfton"))
    expect(page.get_by_role("link", name="Barnaby Wharfton", exact=True)).to_be_visible()
    page.get_by_label("Main").get_by_role("link", name="Import").click()
    page.get_by_role("link", name=people.name).first.click()
    page.get_by_role("button", name="Undo import").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Undo import").click()
    expect(page.get_by_text("3 contacts removed")).to_be_visible()
    page.goto("/contacts/?q=Wharfton")
    expect(page.get_by_role("heading", name="No matching contacts")).to_be_visible()


def test_skipped_rows_are_downloaded_fixed_and_uploaded_again(
    bob_s_page: Page, people: Path, tmp_path: Path
) -> None:
    page = bob_s_page
    upload(page, people)
    page.get_by_role("button", name="Import 2 rows").click()
    expect(figure(page, "Skipped")).to_have_text("1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download skipped rows").click()
    skipped = tmp_path / download.value.suggested_filename
    download.value.save_as(skipped)
    assert skipped.name == "booth visitors-skipped.csv"
    skipped.write_text(skipped.read_text("utf-8-sig").replace("unknown", "Pier Nine Freight Inc."))
    upload(page, skipped)
    expect(figure(page, "Needs fixing")).to_have_text("0")
    page.get_by_role("button", name="Import 1 row").click()
    expect(figure(page, "Created")).to_have_text("1")


NEWER = """Full name,Company,Website,Job title,Email,Phone
Greta Sund,Quay Nine,quaynine.example,{title},greta@quaynine.example,{phone}
Milan Berk,Quay Nine,quaynine.example,Buyer,milan@quaynine.example,
"""


def test_a_newer_list_overwrites_what_was_chosen_and_is_undone(
    bob_s_page: Page, tmp_path: Path
) -> None:
    page, path = bob_s_page, tmp_path / "newer.csv"
    path.write_text(NEWER.format(title="Yard Manager", phone="+41446681800"))
    upload(page, path)
    page.get_by_role("button", name="Import 2 rows").click()
    expect(figure(page, "Created")).to_have_text("2")
    path.write_text(NEWER.format(title="Head of Logistics", phone="ask Milan 4"))
    upload(page, path)
    differences = page.locator(".yf-card", has=page.get_by_role("heading", name="Differences"))
    expect(differences.get_by_role("row", name="Greta Sund Job title")).to_contain_text("Keep")
    expect(figure(page, "Updates")).to_have_text("1")  # the note
    page.get_by_role("switch", name="Overwrite existing values in Job title").click()
    expect(differences.get_by_role("row", name="Greta Sund Job title")).to_contain_text("Overwrite")
    expect(page.get_by_text("Existing values are overwritten in “Job title”")).to_be_visible()
    look_over(page, page.url, "Differences (1)")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Kept in notes (1)").click()
    expect(page.get_by_text("1–1 of 1 row")).to_be_visible()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(figure(page, "Updated")).to_have_text("1")
    row = differences.get_by_role("row", name="Greta Sund Job title")
    expect(row).to_contain_text("Yard Manager")
    expect(row).to_contain_text("Overwritten")
    done = page.url
    look_over(page, done, "Differences (1)")
    page.set_viewport_size({"width": 1280, "height": 900})
    row.get_by_role("link", name="Greta Sund").click()
    expect(page.get_by_text("Head of Logistics").first).to_be_visible()
    page.goto(done)
    page.get_by_role("button", name="Undo import").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Undo import").click()
    expect(page.get_by_text("1 contact restored")).to_be_visible()
    page.goto("/contacts/?q=Greta+Sund")
    expect(page.get_by_text("Yard Manager").filter(visible=True).first).to_be_visible()


def test_which_of_two_companies_of_one_name_is_meant_is_asked_before_the_import(
    bob_s_page: Page, tmp_path: Path
) -> None:
    page = bob_s_page
    first, second = (
        posted(page, "/api/accounts", {"name": "Twinport", "domain": f"twinport.{ending}"})
        for ending in ("de", "se")
    )
    path = tmp_path / "twins.csv"
    path.write_text("First name,Last name,Company\nTove,Lindqvist,Twinport\n")
    upload(page, path)
    expect(page.get_by_role("heading", name="Which company is meant?")).to_be_visible()
    start = page.get_by_role("button", name="Import 1 row")
    expect(start).to_be_disabled()
    choice = page.get_by_label("Account for Twinport")
    meant = choice.locator("option", has_text="twinport.se").get_attribute("value")
    choice.select_option(meant)
    expect(start).to_be_enabled()
    start.click()
    expect(figure(page, "Created")).to_have_text("1")
    found = page.request.get("/api/contacts", params={"q": "Tove Lindqvist"}).json()["items"]
    assert [contact["accountId"] for contact in found] == [second["id"]] != [first["id"]]


def test_letters_that_look_wrong_are_read_again_in_another_encoding(
    bob_s_page: Page, tmp_path: Path
) -> None:
    page, path = bob_s_page, tmp_path / "visitors from Poland.csv"
    path.write_bytes("Name,Company\nŁukasz Wójcik,Zając\n".encode("cp1250"))
    upload(page, path)
    page.get_by_label("choose another encoding").select_option("cp1251")
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_role("button", name="Јukasz Wуjcik")).to_be_visible()
    page.get_by_label("choose another encoding").select_option("cp1250")
    page.get_by_role("button", name="Read again").click()
    expect(page.get_by_role("button", name="Łukasz Wójcik")).to_be_visible()
    expect(page.get_by_label("choose another encoding")).to_have_value("cp1250")


def test_a_file_that_is_no_list_is_refused_in_words(bob_s_page: Page, tmp_path: Path) -> None:
    page = bob_s_page
    rubbish = tmp_path / "photo.csv"
    rubbish.write_bytes(bytes(range(256)) * 20)
    page.goto("/import/")
    page.get_by_label("File to import").set_input_files(rubbish)
    page.get_by_role("button", name="Preview import").click()
    expect(page.get_by_text("This file isn't a spreadsheet")).to_be_visible()
    page.goto("/import/?refused=password")
    expect(page.get_by_text("This workbook is protected by a password")).to_be_visible()


def test_the_import_s_pages_are_sound_in_every_light(bob_s_page: Page, people: Path) -> None:
    page = bob_s_page
    look_over(page, "/import/", "Past imports")
    page.set_viewport_size({"width": 1400, "height": 900})
    upload(page, people)
    draft = page.url
    look_over(page, draft, "unknown")
    page.get_by_role("button", name=re.compile("Import 2 rows")).click()
    expect(figure(page, "Created")).to_be_visible()
    look_over(page, draft, "Skipped")
