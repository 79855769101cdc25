"""Links of emails lead through us, each to where its row says and to nowhere else."""

import pytest
from sqlmodel import Session

from yardflow.services.sequences import tracking

PLACE = tracking.place_of("https://go.acme.example", "key")
UNSUBSCRIBE = "https://yard.example/api/unsubscribe/key"
# What stands in an email, and whether a click on it is noticed.
LINKS = {
    "https://acme.example/map": True,
    "http://acme.example/?a=1&amp;b=2": True,
    "https://acme.example/%E5%B1%95#hall": True,
    "https://яндекс.example/": True,
    UNSUBSCRIBE: False,
    f"{UNSUBSCRIBE}?do=pause-30": False,
    "mailto:sales@acme.example?subject=Hall": False,
    "tel:+4940123": False,
    "https://acme.example/" + "x" * 2_000: False,
    "#top": False,
    "": False,
}


def document(*urls: str) -> str:
    links = "".join(f'<a title="a" href="{url}">x</a>' for url in urls)
    return f"<html><body><p>{links}</p></body></html>"


def test_links_to_the_web_lead_through_us_and_all_others_stay():
    wrong = {}
    for url, is_led in LINKS.items():
        led = tracking.tracked(document(url), PLACE, UNSUBSCRIBE)
        behind = [*led.links.values()]
        stays = f'href="{url}"' in led.html
        if stays == is_led or behind != [url.replace("&amp;", "&")] * is_led:
            wrong[url] = behind
    assert wrong == {}


def test_an_address_that_stands_twice_is_one_link_and_each_email_has_its_own_way_there():
    url = "https://acme.example/map"
    (first, second) = (
        tracking.tracked(document(url, url), tracking.place_of("https://go.example", key), "-")
        for key in ("one", "two")
    )
    assert first.links == second.links
    (number,) = first.links
    assert first.html.count(f"https://go.example/api/links/one/{number}") == 2
    assert f"/api/links/two/{number}" in second.html


def test_an_email_ends_with_its_picture_and_the_link_that_no_person_sees():
    html = tracking.tracked(document(), PLACE, UNSUBSCRIBE).html
    assert html.endswith("</body></html>")
    assert html.count(f'src="{PLACE}/open.gif"') == html.count(f'href="{PLACE}/more"') == 1


@pytest.mark.usefixtures("database")
def test_a_link_that_was_kept_twice_leads_to_its_address_and_a_made_up_one_nowhere(
    session: Session,
):
    links = tracking.tracked(document("https://acme.example/a?b=1"), PLACE, UNSUBSCRIBE).links
    tracking.keep(session, links)
    tracking.keep(session, {**links})
    (number,) = links
    assert tracking.destination(session, number) == "https://acme.example/a?b=1"
    for made_up in ("", "x", number.lower() + "x", number[:-1] + "é", "a" * 10_000, "https:"):
        assert tracking.destination(session, made_up) is None
