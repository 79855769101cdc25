"""The details of the account, and how much of its daily limit is used."""

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.hubspot.limits import DAY_MS, Limits
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.portal import PORTAL_ID
from yardflow.sandbox.hubspot.routing import Call, Routing


def routes(routing: Routing, limits: Limits) -> list[Route]:
    """Under ``/account-info/v3``."""

    def details(call: Call) -> Response:
        return JSONResponse(
            {
                "portalId": PORTAL_ID,
                "accountType": "DEVELOPER_TEST",
                "timeZone": "US/Eastern",
                "companyCurrency": "USD",
                "additionalCurrencies": [],
                "utcOffset": "-05:00",
                "utcOffsetMilliseconds": -18_000_000,
                "uiDomain": "app.hubspot.com",
                "dataHostingLocation": "na1",
            }
        )

    def usage(call: Call) -> Response:
        now = limits.now()
        shown = {
            "name": "private-apps-api-calls-daily",
            "usageLimit": limits.allowed.daily,
            "currentUsage": limits.used(),
            "collectedAt": iso(now),
            "fetchStatus": "SUCCESS",
            "resetsAt": iso((now // DAY_MS + 1) * DAY_MS),
        }
        return JSONResponse({"results": [shown]})

    return [
        routing.route("/account-info/v3/details", details),
        routing.route("/account-info/v3/api-usage/daily/private-apps", usage),
    ]
