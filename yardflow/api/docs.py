"""The page at ``/api/docs``: made here from the schema, without scripts and without other hosts."""

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter()

_STYLE = """
:root{color-scheme:light dark;--line:color-mix(in srgb,CanvasText 14%,Canvas);
--dim:color-mix(in srgb,CanvasText 62%,Canvas);--tint:color-mix(in srgb,CanvasText 4%,Canvas)}
body{font:14px/1.5 system-ui,sans-serif;margin:0;color:CanvasText;background:Canvas}
main{max-width:880px;margin:0 auto;padding:40px 20px 80px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:15px;margin:36px 0 10px;text-transform:capitalize}
p{margin:4px 0 12px;color:var(--dim)}code,pre{font:12.5px/1.5 ui-monospace,monospace}
pre{background:var(--tint);border:1px solid var(--line);border-radius:8px;padding:12px;
overflow:auto}details{border:1px solid var(--line);border-radius:8px;margin:8px 0}
summary{padding:9px 12px;cursor:pointer;display:flex;gap:12px;flex-wrap:wrap}
summary b{width:58px;font-weight:600}summary span{color:var(--dim)}
details>div{padding:2px 12px 12px;border-top:1px solid var(--line)}
table{border-collapse:collapse;width:100%;margin:6px 0 12px}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);
vertical-align:top;font-weight:400}th{color:var(--dim)}a{color:LinkText}
h3{font-size:13px;margin:14px 0 2px}
"""
_INTRO = """
<p>Requests and responses are JSON with camelCase names. Lists return
<code>{items, total, next}</code>; send <code>next</code> as <code>cursor</code> to get the next
page. Errors return <code>{"error": {"code", "message", "fields"}}</code> with status 400, 401, 403,
404, 409, 413, 415, 422, 429 or 503. A 422 names each field or parameter that this description
doesn't allow. A 404 means that the address or an id in the request names no record, a 409 that the
values contradict each other or the record as it is.</p>
<p>Programs send an API token: <code>Authorization: Bearer yf_…</code>. Create one in Settings.
Browsers send their session cookie. The OpenAPI document is at
<a href="/api/openapi.json">/api/openapi.json</a>.</p>
"""


@router.get("/api/docs/", include_in_schema=False, response_class=HTMLResponse)
@router.get("/api/docs", include_in_schema=False, response_class=HTMLResponse)
async def page(request: Request) -> str:
    """Every route with its parameters, body and responses."""
    schema = request.app.openapi()
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>YardFlow API</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>YardFlow API</h1>{_INTRO}"
        f"{_groups(schema)}</main></body></html>"
    )


def _groups(schema: dict[str, Any]) -> str:
    groups: dict[str, list[str]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            groups.setdefault(tag, []).append(_operation(schema, path, method, operation))
    return "".join(f"<h2>{escape(tag)}</h2>{''.join(shown)}" for tag, shown in groups.items())


def _operation(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> str:
    text = operation.get("description", "")
    first, _, rest = text.partition("\n")
    parts = [f"<p>{_prose(rest)}</p>" if rest.strip() else "", _parameters(operation)]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind in ("application/json", "multipart/form-data"):
            parts.append(f"<h3>Body, {kind}</h3>{_fields(schema, content.get('schema', {}))}")
    for status, answer in operation.get("responses", {}).items():
        if status.startswith("2"):
            content = answer.get("content", {}).get("application/json", {})
            parts.append(f"<h3>{status}</h3>{_fields(schema, content.get('schema', {}))}")
    head = f"<b>{method.upper()}</b><code>{escape(path)}</code><span>{_prose(first)}</span>"
    return f"<details><summary>{head}</summary><div>{''.join(parts)}</div></details>"


def _parameters(operation: dict[str, Any]) -> str:
    rows = [
        (field["name"], f"{field['in']}, {_type(field['schema'])}", field.get("description", ""))
        for field in operation.get("parameters", [])
    ]
    return f"<h3>Parameters</h3>{_table(rows)}" if rows else ""


def _fields(schema: dict[str, Any], shape: dict[str, Any]) -> str:
    resolved = _resolve(schema, shape)
    if "properties" not in resolved:
        return f"<p>{escape(_type(shape) or 'nothing')}</p>"
    required = resolved.get("required", [])
    rows = []
    for name, field in resolved["properties"].items():
        kind = _type(field) + ("" if name in required else ", optional")
        rows.append((name, kind, field.get("description", "")))
        inner = _resolve(schema, field.get("items", field))
        prefix = f"{name}[]" if "items" in field else name
        for inner_name, inner_field in inner.get("properties", {}).items():
            rows.append((f"{prefix}.{inner_name}", _type(inner_field), ""))
    return _table(rows)


def _table(rows: list[tuple[str, str, str]]) -> str:
    lines = [
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(kind)}</td>"
        f"<td>{_prose(text)}</td></tr>"
        for name, kind, text in rows
    ]
    return f"<table>{''.join(lines)}</table>"


def _prose(text: str) -> str:
    """A description, its names in backticks set as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def _resolve(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    reference = shape.get("$ref", "")
    if not reference:
        return shape
    return schema["components"]["schemas"].get(reference.rpartition("/")[2], {})


def _type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "anyOf" in shape:
        return " or ".join(_type(option) for option in shape["anyOf"])
    if "enum" in shape:
        return ", ".join(str(value) for value in shape["enum"])
    if shape.get("type") == "array":
        return f"list of {_type(shape.get('items', {}))}"
    return str(shape.get("format") or shape.get("type") or "")
