"""What opens over lists and records, and what stands in their place: sound in every light."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    COLORS,
    DESK,
    EVERYTHING,
    PHONE,
    arrived,
    id_of,
    posted,
    show_theme,
    violations,
)

NEVER = {"name": "Quiet Expo 2028", "startsOn": "2028-03-01", "endsOn": "2028-03-02"}


# A menu hangs at the end of the document, in no landmark, wherever it was opened.
MENUS = {"rules": {"region": {"enabled": False}}}


def sound(page: Page, path: str, opened: Callable[[Page], object], ready: str = "") -> list[str]:
    """What axe finds, and what is wider than the screen, once the page is ``opened`` at a desk and
    on a phone; ``ready`` is a text that it shows by then.
    """
    wrong = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if page.url.startswith("http"):
            page.evaluate("sessionStorage.clear()")  # nothing is selected or open in a new tab
        page.goto(path)
        arrived(page)
        opened(page)
        if ready:
            page.get_by_text(ready).locator("visible=true").first.wait_for()
        for scheme, rules in (("light", EVERYTHING), ("dark", COLORS)):
            show_theme(page, scheme)
            where = f"{path} {size['width']} {scheme}"
            wrong += [f"{where}: {violation}" for violation in violations(page, rules | MENUS)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        wrong += [f"{path}: {wide} px wide at {size['width']}"] if wide > size["width"] else []
        page.keyboard.press("Escape")
    page.set_viewport_size(DESK)
    return wrong


def press(name: str, role: str = "button") -> Callable[[Page], None]:
    """Presses the first one of this name that is in sight."""

    def pressed(page: Page) -> None:
        named = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        named.locator("visible=true").first.click()

    return pressed


def in_turn(*steps: Callable[[Page], object]) -> Callable[[Page], None]:
    def taken(page: Page) -> None:
        for step in steps:
            step(page)

    return taken


def select_first(page: Page) -> None:
    # On a phone the box is drawn once it is ticked.
    page.locator("[data-record]").first.check(force=True)
    expect(page.get_by_text("1 selected")).to_be_visible()


def delete_selected(page: Page) -> None:
    """By the button in the bar, or on a phone by the item behind "More actions"."""
    select_first(page)
    bar = page.get_by_role("group", name="Selection")
    button = bar.get_by_role("button", name="Delete", exact=True)
    if button.is_visible():
        button.click()
    else:
        press("More actions")(page)
        page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("alertdialog")).to_be_visible()


def copy_lists(page: Page) -> None:
    """By the action of its row, or on a phone by the item behind its "More actions"."""
    if page.viewport_size == PHONE:
        in_turn(press("More actions for TechExpo 2026"), press("Copy lists…", "menuitem"))(page)
    else:
        press("Copy lists of TechExpo 2026")(page)


def press_in_header(name: str) -> Callable[[Page], None]:
    """Presses a button of a record's header."""
    return lambda page: page.locator(".yf-record-actions").get_by_role("button", name=name).click()


def more(item: str) -> Callable[[Page], None]:
    """What is chosen behind the header's "More actions"."""
    return in_turn(press_in_header("More actions"), press(item, "menuitem"))


def as_it_is(page: Page) -> None:
    pass


def test_what_opens_over_a_list_is_sound(alice_s_page: Page) -> None:
    page = alice_s_page
    for path, opened in {
        "/contacts/": press("New contact"),
        "/contacts/?sort=-name": in_turn(select_first, press("Owner")),
        "/contacts/?event=all": in_turn(select_first, press("More actions")),
        "/contacts/?seniority=C-Level": delete_selected,
        "/accounts/": press("New account"),
        "/accounts/?sort=-name": delete_selected,
        "/events/": copy_lists,
    }.items():
        assert sound(page, path, opened) == []


def test_what_opens_over_a_record_is_sound(alice_s_page: Page) -> None:
    page = alice_s_page
    contact = f"/contacts/{id_of(page, 'contacts', 'Helena Brandt')}/"
    account = f"/accounts/{id_of(page, 'accounts', 'Northline Foods')}/"
    for path, opened in {
        contact: press("Copy"),
        f"{contact}?more": press_in_header("More actions"),
        f"{contact}?delete": more("Delete contact…"),
        account: press("Override"),
        f"{account}?": press("Add contact"),
        f"{account}?delete": more("Delete account…"),
    }.items():
        assert sound(page, path, opened) == []


def test_what_opens_over_outreach_is_sound(alice_s_page: Page) -> None:
    page = alice_s_page
    template = posted(page, "/api/templates", {"name": "Looked at", "text": "Hi"})["id"]
    sequence = posted(page, "/api/sequences", {"name": "Looked at"})["id"]
    sender = {"name": "Lou Ode", "address": "lou@yardflow.example", "timezone": "Europe/Berlin"}
    sender_s = f"/senders/{posted(page, '/api/senders', sender)['id']}/"
    for path, opened in {
        "/sequences/": press("New sequence"),
        "/sequences/?": press("Import"),
        f"/sequences/{sequence}/": press("Edit"),
        f"/sequences/{sequence}/?more": press("More actions"),
        f"/sequences/replay/{sequence}/": as_it_is,
        "/templates/": press("New template"),
        f"/templates/{template}/": press("Send test"),
        f"/templates/{template}/?": press("Insert variable"),
        "/senders/": press("New sender"),
        sender_s: press("Enter meeting hours"),
        f"{sender_s}?more": press("More actions"),
    }.items():
        assert sound(page, path, opened) == []


def test_what_opens_over_the_settings_is_sound(alice_s_page: Page) -> None:
    page = alice_s_page
    for path, opened in {
        "/settings/?tab=team": press("Invite"),
        "/settings/?tab=tokens": press("New token"),
        "/settings/": press("User menu"),
    }.items():
        assert sound(page, path, opened) == []


def test_what_stands_in_place_of_a_list_is_sound(alice_s_page: Page) -> None:
    page = alice_s_page
    event = posted(page, "/api/events", NEVER)["id"]
    posted(page, f"/api/events/{event}/activate")
    for path, ready in {
        "/contacts/": "No attendees yet",
        "/accounts/": "No target accounts yet",
        "/contacts/?at=nowhere": "Couldn't load this page",
    }.items():
        assert sound(page, path, as_it_is, ready) == []
