"""What tells a good key, and the key by which a webhook knows who speaks."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.answers import with_key

WEBHOOK = "sandbox"
_PROFILE = (
    *("address", "address2", "city", "company", "country", "first_name", "last_name", "phone"),
    *("state", "website", "zip"),
)
# Without an id it is the oldest webhook's.
_SIGNED = "/v3/user/webhooks/event/settings/signed"
_POLICIES = "/v3/user/webhooks/security/policies"


def routes(public_key: str, inbound_key: str) -> list[Route]:
    """Scopes, profile, and the public keys of the event webhook and of Inbound Parse."""

    async def scopes(request: Request) -> Response:
        return JSONResponse(
            {
                "scopes": [
                    *("mail.send", "user.profile.read", "sender_verification_eligible"),
                    "whitelabel.read",
                ]
            }
        )

    async def profile(request: Request) -> Response:
        return JSONResponse(
            dict.fromkeys(_PROFILE, "") | {"first_name": "Sandbox", "country": "US"}
        )

    async def signed(request: Request) -> Response:
        return JSONResponse({"id": WEBHOOK, "public_key": public_key})

    async def policies(request: Request) -> Response:
        signature = {"enabled": True, "public_key": inbound_key}
        return JSONResponse(
            {"policies": [{"id": WEBHOOK, "name": "Sandbox", "signature": signature}]}
        )

    return [
        Route(_POLICIES, with_key(policies)),
        Route("/v3/scopes", with_key(scopes)),
        Route("/v3/user/profile", with_key(profile)),
        Route(_SIGNED, with_key(signed)),
        Route(f"{_SIGNED}/{WEBHOOK}", with_key(signed)),
    ]
