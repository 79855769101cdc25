"""The small page that a recipient of an email sees: no login, no script, nothing fetched."""

from html import escape

from fastapi.responses import HTMLResponse

_STYLE = """
:root{color-scheme:light dark;--line:color-mix(in srgb,CanvasText 16%,Canvas);
--dim:color-mix(in srgb,CanvasText 66%,Canvas)}
body{font:16px/1.5 system-ui,sans-serif;margin:0;color:CanvasText;background:Canvas}
main{max-width:420px;margin:12vh auto 0;padding:0 20px}h1{font-size:22px;margin:0 0 8px}
p{margin:0 0 20px;color:var(--dim)}form{margin:0 0 12px}
button{font:inherit;font-weight:600;width:100%;min-height:48px;border-radius:10px;cursor:pointer;
border:1px solid var(--line);background:transparent;color:inherit}
button.main{background:#3e63dd;border-color:#3e63dd;color:#fff}
h2{font-size:15px;margin:20px 0 8px}a{color:inherit}
label{display:block;font-weight:600;margin:0 0 12px}
input,textarea,select{font:inherit;box-sizing:border-box;width:100%;min-height:44px;
padding:8px 12px;margin-top:4px;border-radius:10px;
border:1px solid var(--line);background:Canvas;color:inherit}
.times{display:grid;grid-template-columns:repeat(auto-fill,minmax(96px,1fr));gap:8px;padding:0;
margin:0;list-style:none}
.times a{display:block;padding:11px 0;text-align:center;text-decoration:none;border-radius:10px;
border:1px solid var(--line);font-variant-numeric:tabular-nums}
details{margin:0 0 20px;color:var(--dim)}summary{cursor:pointer;padding:8px 0}
.link{display:block;padding:12px 0;margin:0 0 12px}
"""
# What a button does, what it says, and whether it is the one that most come for.
Button = tuple[str, str, bool]


def recipient_page(
    title: str,
    text: str,
    buttons: tuple[Button, ...] = (),
    status: int = 200,
    more: str = "",
    below: str = "",
) -> HTMLResponse:
    """A heading, a sentence, ``more`` HTML, buttons that post ``do`` to the address of the page,
    and HTML ``below`` them.
    """
    forms = "".join(
        f'<form method="post" action="?do={action}">'
        f"<button{' class=main' if main else ''}>{escape(label)}</button></form>"
        for action, label, main in buttons
    )
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="referrer" content="same-origin">'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>"
        f"<p>{escape(text)}</p>{more}{forms}{below}</main></body></html>",
        status_code=status,
        headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
    )
