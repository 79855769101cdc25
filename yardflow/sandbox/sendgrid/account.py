"""What tells a good key: its scopes and whose account it is."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.answers import with_key


def routes() -> list[Route]:
    """Scopes and profile."""
    return [
        Route("/v3/scopes", with_key(_scopes)),
        Route("/v3/user/profile", with_key(_profile)),
    ]


async def _scopes(request: Request) -> Response:
    return JSONResponse(
        {"scopes": ["mail.send", "user.profile.read", "sender_verification_eligible"]}
    )


async def _profile(request: Request) -> Response:
    return JSONResponse({"first_name": "Sandbox", "last_name": "", "company": "", "country": "US"})
