"""Contacts are enrolled by a rule and from a file, and an account is put on hold."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import id_of, look_over, posted, violations
from tests.browser.test_enrollments import CALLS


def published(page: Page, name: str) -> int:
    sequence = posted(page, "/api/sequences", {"name": name, "draft": CALLS})["id"]
    posted(page, f"/api/sequences/{sequence}/publish", {})
    return int(sequence)


def person(page: Page, account: int, name: str, event: int) -> int:
    first, _, last = name.partition(" ")
    body = {"firstName": first, "lastName": last, "accountId": account, "eventId": event}
    body |= {"email": f"{first.lower()}@enterers.example"}
    return int(posted(page, "/api/contacts", body)["id"])


def test_a_rule_a_file_and_a_hold_decide_who_is_in_a_sequence(alice_s_page: Page, tmp_path) -> None:
    page = alice_s_page
    event = id_of(page, "events", "TechExpo 2026")
    account = posted(page, "/api/accounts", {"name": "Enterers"})["id"]
    people = [person(page, account, f"{name} Eno", event) for name in ("Ria", "Fay")]
    sender = {"name": "Udo Ude", "address": "udo@yardflow.example", "timezone": "Europe/Berlin"}
    posted(page, "/api/senders", sender)
    sequence = published(page, "Walk-ins")

    page.goto(f"/sequences/{sequence}/")
    page.get_by_role("button", name="Add rule").click()
    dialog = page.get_by_role("dialog", name="Add a rule")
    dialog.get_by_label("When").select_option("A contact becomes Met")
    dialog.get_by_label("At").select_option("TechExpo 2026")
    dialog.get_by_label(re.compile("Udo Ude · udo@")).check()
    assert violations(page) == []
    dialog.get_by_role("button", name="Add rule").click()
    rule = page.get_by_role("switch", name="A contact becomes Met, TechExpo 2026")
    expect(rule).to_be_checked()
    met = {"headers": {"Origin": page.url.partition("/sequences")[0]}, "data": {"status": "Met"}}
    attendee = f"/api/events/{event}/attendees/{people[0]}"
    assert page.request.patch(attendee, **met).ok
    expect(page.get_by_text("No one is enrolled yet")).to_be_visible()

    page.get_by_role("button", name="Enroll from file").click()
    path = tmp_path / "booth.csv"
    path.write_text("Email\nfay@enterers.example\nnew@enterers.example\n")
    upload = page.get_by_role("dialog", name="Enroll from a file")
    large = {"name": "all.csv", "mimeType": "text/csv", "buffer": b"x" * 5_000_001}
    upload.get_by_label("File to import").set_input_files(large)  # type: ignore[arg-type]
    expect(upload.get_by_text("This file is larger than 5 MB.")).to_be_visible()
    upload.get_by_label("File to import").set_input_files(path)
    expect(upload.get_by_text("This file is larger")).to_be_hidden()
    assert violations(page) == []
    upload.get_by_role("button", name="Read file").click()
    read = page.get_by_role("dialog", name="File read")
    expect(read.get_by_text("1 contact in 2 rows")).to_be_visible()
    expect(read.get_by_text("new@enterers.example")).to_be_visible()
    assert violations(page) == []
    read.get_by_role("button", name="Continue").click()
    enroll = page.get_by_role("dialog", name="Enroll 1 contact")
    enroll.get_by_label(re.compile("Udo Ude · udo@")).check()
    expect(enroll.get_by_text("1 contact will be enrolled")).to_be_visible()
    enroll.get_by_role("button", name="Enroll 1").click()
    expect(page.get_by_role("link", name="Fay Eno")).to_be_visible()
    look_over(page, f"/sequences/{sequence}/", "Ria Eno")
    page.get_by_role("button", name=re.compile("Show contacts: A contact becomes Met")).click()
    outcomes = page.get_by_role("dialog", name="Enrolled and skipped")
    expect(outcomes.get_by_role("link", name="Ria Eno")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    rule.click()
    expect(rule).not_to_be_checked()

    page.goto(f"/accounts/{account}/")
    page.get_by_role("button", name="Put on hold").click()
    hold = page.get_by_role("dialog", name="Put this account on hold")
    hold.get_by_label("Reason").fill("Hands off")
    assert violations(page) == []
    hold.get_by_role("button", name="Put on hold").click()
    expect(page.get_by_text("On hold: Hands off", exact=True)).to_be_visible()
    look_over(page, f"/accounts/{account}/", "Walk-ins")
    page.get_by_role("button", name="Why? Fay Eno").click()
    why = page.get_by_role("dialog", name="Fay Eno")
    expect(why.get_by_text(re.compile("account is on hold: Hands off")).first).to_be_visible()
    page.keyboard.press("Escape")
    release = page.get_by_role("button", name="Release: Hands off")
    release.click()
    expect(release).to_have_count(0)
