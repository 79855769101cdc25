"""How often an app may call."""

from tests.fixtures.hubspot import AS_PERSON

DETAILS = "account-info/v3/details"


def calls(portal, number: int) -> list[int]:
    """The statuses of so many calls."""
    return [portal.ask("GET", DETAILS).status_code for _ in range(number)]


def test_the_window_of_ten_seconds_rolls(portal, sandbox):
    portal.control("PUT", "limits", window=3)
    assert calls(portal, 4) == [200, 200, 200, 429]
    body = portal.ask("GET", DETAILS).json()
    assert (body["policyName"], body["category"]) == ("TEN_SECONDLY_ROLLING", "RATE_LIMITS")
    sandbox.set_forward(5)
    assert calls(portal, 1) == [429]
    sandbox.set_forward(11)
    assert calls(portal, 4) == [200, 200, 200, 429]


def test_headers_say_what_is_left(portal):
    portal.control("PUT", "limits", window=5, daily=100)
    headers = [portal.ask("GET", DETAILS).headers for _ in range(2)][1]
    left = {name: headers[f"X-HubSpot-RateLimit-{name}"] for name in ("Max", "Remaining")}
    assert left == {"Max": "5", "Remaining": "3"}
    assert headers["X-HubSpot-RateLimit-Interval-Milliseconds"] == "10000"
    assert headers["X-HubSpot-RateLimit-Daily-Remaining"] == "98"


def test_searches_have_a_limit_of_a_second_and_no_headers(portal, sandbox):
    portal.control("PUT", "limits", searches=2)
    path, body = "crm/v3/objects/contacts/search", {"filterGroups": []}
    answers = [portal.ask("POST", path, body) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2].json()["policyName"] == "SECONDLY"
    assert not any(name.startswith("x-hubspot") for name in answers[0].headers)
    assert calls(portal, 1) == [200]
    sandbox.set_forward(1.1)
    assert portal.ask("POST", path, body).status_code == 200


def test_the_daily_limit_ends_with_the_day(portal, sandbox):
    portal.control("PUT", "limits", daily=2)
    assert calls(portal, 3) == [200, 200, 429]
    assert portal.ask("GET", DETAILS).json()["policyName"] == "DAILY"
    sandbox.set_forward(86_400)
    assert calls(portal, 1) == [200]


def test_the_usage_of_the_day_is_shown(portal):
    portal.control("PUT", "limits", daily=100)
    calls(portal, 3)
    (usage,) = portal.say("GET", "account-info/v3/api-usage/daily/private-apps")["results"]
    assert (usage["currentUsage"], usage["usageLimit"]) == (4, 100)
    portal.search()
    assert portal.control("GET")["calls"] == {"used": 5, "searches": 1, "refused": 0}


def test_a_look_that_is_no_call_is_at_as_many_records_as_are_asked_for(portal):
    ids = portal.lay("contacts", *({"firstname": str(number)} for number in range(4)))
    shown = portal.control("GET", f"records/contacts?most=2&after={ids[0]}")
    assert [str(each["id"]) for each in shown] == ids[1:3]
    assert portal.control("GET")["calls"]["used"] == 0


def test_what_a_person_does_in_hubspot_counts_toward_no_limit(portal):
    portal.control("PUT", "limits", window=1)
    assert calls(portal, 2) == [200, 429]
    assert portal.ask("GET", DETAILS, headers=AS_PERSON).status_code == 200


def test_usual_limits_return_when_everything_is_taken_back(portal, sandbox):
    portal.control("PUT", "limits", window=1)
    calls(portal, 2)
    portal.control("DELETE")
    assert calls(portal, 191) == [200] * 190 + [429]


def test_a_limit_that_is_reached_on_purpose_is_the_one_that_was_named(portal, sandbox):
    sandbox.fail("error", "hubspot", status=429, type="DAILY", retryAfter=60)
    answer = portal.ask("GET", DETAILS)
    assert (answer.status_code, answer.json()["policyName"]) == (429, "DAILY")
    assert answer.headers["Retry-After"] == "60"
