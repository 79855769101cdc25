"""The page of a record, where the real HubSpot has one: people are led there."""

from datetime import UTC, datetime
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from yardflow.sandbox.hubspot.kinds import kind_named
from yardflow.sandbox.hubspot.records import Record, Records
from yardflow.sandbox.hubspot.refusals import Refusal

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:16px/1.5 system-ui;max-width:44rem;margin:8vh auto;padding:0 1rem}}\
td,th{{text-align:left;padding:.2rem 1rem .2rem 0;overflow-wrap:anywhere}}</style>
<h1>{title}</h1><p>This is the sandbox: it stands in for HubSpot.</p>{main}</html>"""


def routes(records: Records) -> list[Route]:
    """The route under HubSpot's path; it needs no key, as people have none."""

    async def page(request: Request) -> Response:
        kind, number = kind_named(request.path_params["type"]), request.path_params["id"]
        try:
            record = records.current(kind, number) if kind else None
        except Refusal:
            record = None
        if record is None:
            return HTMLResponse(_PAGE.format(title="No such record", main=""), 404)
        title = f"{record.kind.capitalize()} {record.id}"
        return HTMLResponse(_PAGE.format(title=title, main=_values(record)))

    return [Route("/contacts/{portal:int}/record/{type}/{id:int}", page)]


def _values(record: Record) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td><td>{_at(record, name)}</td></tr>"
        for name, value in sorted(record.properties.items())
    )
    return f"<table>{rows}</table>"


def _at(record: Record, name: str) -> str:
    changed_at = record.versions(name)[0][1]
    return f"{datetime.fromtimestamp(changed_at / 1000, UTC):%b %d, %Y, %H:%M:%S} UTC"
