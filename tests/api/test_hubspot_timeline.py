"""HubSpot's timeline over HTTP: what is logged, and what HubSpot did not take."""

TIMELINE = "/api/hubspot/timeline"


def since_of(answer, kind: str) -> str | None:
    return next(each["since"] for each in answer.json()["items"] if each["kind"] == kind)


def test_an_administrator_turns_it_on_and_everyone_sees_it(sign_in, alice, bob, rounds):
    admin, member = sign_in(alice), sign_in(bob)
    assert since_of(member.get(TIMELINE), "email") is None
    assert member.put(f"{TIMELINE}/email", json={"on": True}).status_code == 403
    assert since_of(admin.put(f"{TIMELINE}/email", json={"on": True}), "email")
    answer = member.get(TIMELINE)
    assert since_of(answer, "email") and since_of(answer, "meeting") is None
    assert (answer.json()["missingScopes"], answer.json()["waiting"]) == ([], 0)
    assert admin.put(f"{TIMELINE}/call", json={"on": True}).status_code == 404
    assert since_of(admin.put(f"{TIMELINE}/email", json={"on": False}), "email") is None


def test_before_the_sync_has_started_it_stays_off(sign_in, alice, connect, portal):
    connect()
    answer = sign_in(alice).put(f"{TIMELINE}/email", json={"on": True})
    assert answer.status_code == 409 and "hasn't started" in answer.text


def test_what_hubspot_did_not_take_is_listed_and_tried_again(sign_in, alice, bob, rounds):
    admin, member = sign_in(alice), sign_in(bob)
    assert member.get(f"{TIMELINE}/errors").json() == {"items": [], "next": None}
    assert member.post(f"{TIMELINE}/errors/7/retry").status_code == 404
    assert member.post(f"{TIMELINE}/errors/retry").status_code == 403
    assert admin.post(f"{TIMELINE}/errors/retry").json() == {"records": 0}
