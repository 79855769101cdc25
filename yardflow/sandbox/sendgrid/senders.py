"""Who may be named as a sender: addresses that were verified, and those of domains that were.

A new address is verified by the link that is mailed to it, as with the real one; the mail is in the
sandbox's own inbox.
"""

import json
import sqlite3
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.answers import body_of, refusal, with_key

PLACE, DOMAINS = "/v3/verified_senders", "/v3/whitelabel/domains"
# Names that belong to no one stand for domains that are authenticated.
AUTHENTICATED = (".example", ".test")
_FIELDS = (
    *("nickname", "from_email", "from_name", "reply_to", "reply_to_name", "address", "address2"),
    *("state", "city", "zip", "country"),
)
_NEEDED = ("nickname", "from_email", "reply_to")
_TABLE = """
    CREATE TABLE IF NOT EXISTS sender (
        id INTEGER PRIMARY KEY, from_email TEXT NOT NULL UNIQUE, token TEXT NOT NULL,
        verified INTEGER NOT NULL DEFAULT 0, given TEXT NOT NULL
    )
"""


class Senders:
    """The addresses, each with the token that verifies it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_TABLE)

    def may_send(self, email: str) -> bool:
        """Whether mail may name this address as its sender."""
        if email.rpartition("@")[2].lower().endswith(AUTHENTICATED):
            return True
        verified = "SELECT 1 FROM sender WHERE from_email = ? AND verified"
        return self._database.execute(verified, [email.lower()]).fetchone() is not None

    def add(self, given: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """A new address as SendGrid shows it, and its token.

        Raises:
            sqlite3.IntegrityError: it is there already.
        """
        token, kept = uuid.uuid4().hex, {name: str(given.get(name) or "") for name in _FIELDS}
        with self._database:
            self._database.execute(
                "INSERT INTO sender (from_email, token, given) VALUES (?, ?, ?)",
                [kept["from_email"].lower(), token, json.dumps(kept)],
            )
        return self.listed(kept["from_email"])[0], token

    def listed(self, email: str = "") -> list[dict[str, Any]]:
        """All of them, or the one with this address."""
        rows = self._database.execute(
            "SELECT id, verified, given FROM sender WHERE ? IN ('', from_email) ORDER BY id",
            [email.lower()],
        )
        return [
            {"id": row["id"], **json.loads(row["given"])}
            | {"verified": bool(row["verified"]), "locked": False}
            for row in rows
        ]

    def verify(self, token: str) -> bool:
        """Verifies the address of a token; whether there is one."""
        with self._database:
            verified = "UPDATE sender SET verified = 1 WHERE token = ?"
            return self._database.execute(verified, [token]).rowcount > 0

    def remove(self, number: int) -> bool:
        """Takes an address away; whether it was there."""
        with self._database:
            return self._database.execute("DELETE FROM sender WHERE id = ?", [number]).rowcount > 0

    def clear(self) -> None:
        """Takes all away."""
        with self._database:
            self._database.execute("DELETE FROM sender")


def routes(senders: Senders, mail: Any) -> list[Route]:
    """Adding, listing, verifying and removing; ``mail`` takes the message with the link."""

    async def add(request: Request) -> Response:
        given = await body_of(request) or {}
        missing = [name for name in _NEEDED if not given.get(name)]
        if missing:
            return refusal([(f"{name} is required", name) for name in missing])
        try:
            sender, token = senders.add(given)
        except sqlite3.IntegrityError:
            return refusal([("already exists", "from_email")])
        link = str(request.url.replace(query="")) + f"/verify/{token}"
        mail(_letter(sender["from_email"], link))
        return JSONResponse(sender, 201)

    async def listed(request: Request) -> Response:
        return JSONResponse({"results": senders.listed()})

    async def domains(request: Request) -> Response:
        """Those that are authenticated; `AUTHENTICATED` are too many to be listed unasked."""
        domain = request.query_params.get("domain", "").lower()
        found = [_domain(domain)] if domain.endswith(AUTHENTICATED) else []
        return JSONResponse(found)

    async def verify(request: Request) -> Response:
        if not senders.verify(request.path_params["token"]):
            return refusal([("not found", "token")], 404)
        return Response(status_code=204)

    async def remove(request: Request) -> Response:
        if not senders.remove(request.path_params["number"]):
            return refusal([("not found", "id")], 404)
        return Response(status_code=204)

    return [
        Route(PLACE, with_key(add), methods=["POST"]),
        Route(PLACE, with_key(listed)),
        Route(DOMAINS, with_key(domains)),
        Route(f"{PLACE}/verify/{{token}}", verify),
        Route(f"{PLACE}/{{number:int}}", with_key(remove), methods=["DELETE"]),
    ]


def _domain(name: str) -> dict[str, Any]:
    """A domain as SendGrid shows it."""
    return {
        "id": 1,
        "user_id": 1,
        "subdomain": "em1",
        "domain": name,
        "username": "sandbox",
        "ips": [],
        "custom_spf": False,
        "default": False,
        "legacy": False,
        "automatic_security": True,
        "valid": True,
        "dns": {
            "mail_cname": _record(f"em1.{name}", "u1.wl.sendgrid.net"),
            "dkim1": _record(f"s1._domainkey.{name}", "s1.domainkey.u1.wl.sendgrid.net"),
            "dkim2": _record(f"s2._domainkey.{name}", "s2.domainkey.u1.wl.sendgrid.net"),
        },
    }


def _record(host: str, data: str) -> dict[str, Any]:
    return {"valid": True, "type": "cname", "host": host, "data": data}


def _letter(email: str, link: str) -> dict[str, Any]:
    text = f"Open this link to verify {email} as a sender:\n{link}"
    return {
        "personalizations": [{"to": [{"email": email}]}],
        "from": {"email": "no-reply@sandbox.example"},
        "subject": "Please verify your sender address",
        "content": [{"type": "text/plain", "value": text}],
    }
