"""Which accounts and contacts of the demo are at which event, and what was noted there."""

from collections.abc import Mapping
from dataclasses import dataclass

from yardflow.demo.records import ATLANTA_ONLY, CONTACTS


@dataclass(frozen=True)
class Lists:
    """What is on an event's lists, by name: stages, statuses, and notes about either (about whom,
    text, author's place in PEOPLE).
    """

    targets: Mapping[str, str]
    attendees: Mapping[str, str]
    notes: tuple[tuple[str, str, int], ...]


# In the order of EVENTS.
LISTS = (
    Lists(
        targets={
            "Northline Foods": "Booked",
            "Harbor & Pine Retail": "Qualified",
            "Castellan Beverages": "Checked In",
            "Blue Mesa Logistics": "Won",
            "Tamarack Building Supply": "Lead",
            "Orrin Automotive Parts": "No Show",
            "Verdant Home": "Lost",
            "Kestrel Paper": "Qualified",
            "Sunder Chemicals": "Lead",
            "Palisade Produce": "Lead",
        },
        attendees={
            **{name: "Listed" for company, name, *_ in CONTACTS if company != ATLANTA_ONLY},
            "Helena Brandt": "Registered",
            "Priya Raman": "Invited",
            "Devon Clarke": "Invited",
            "Jean-Marc Olivier": "Met",
            "Sofia Marchetti": "Met",
            "Rosa Delgado": "Met",
            "Stephen Achebe": "Missed",
        },
        notes=(
            (
                "Northline Foods",
                "Six plants, 400 trailers. Gate queues at Fridley are the pain.",
                0,
            ),
            ("Harbor & Pine Retail", "Drop trailers at four DCs; wants dwell time by carrier.", 1),
            ("Castellan Beverages", "Came by on day one, wants a site visit in January.", 0),
            ("Blue Mesa Logistics", "Signed for three yards.", 0),
            ("Verdant Home", "Chose to stay with spreadsheets until 2028.", 1),
            ("Helena Brandt", "Wants to see the dock scheduler with two carriers.", 0),
            ("Jean-Marc Olivier", "Bring the St. Louis yard map to the site visit.", 0),
        ),
    ),
    Lists(
        targets={
            "Northline Foods": "Qualified",
            "Harbor & Pine Retail": "Lead",
            "Kestrel Paper": "Lead",
            "Granite Ridge Grocers": "Lead",
        },
        attendees={
            "Helena Brandt": "Invited",
            "Marcus Oyelaran": "Listed",
            "Devon Clarke": "Listed",
            "Walter Brandvold": "Listed",
            "Monique Baptiste": "Invited",
            "Tyler Boone": "Listed",
        },
        notes=(
            ("Northline Foods", "Adds a seventh plant in Georgia by spring.", 1),
            ("Helena Brandt", "Speaks about yard automation on day two.", 1),
        ),
    ),
)
