"""A signature's HTML, with nothing in it that does more than be seen."""

import nh3

from yardflow.services.records.values import fields

LONGEST = 10_000
_TAGS = {
    *("a", "b", "br", "div", "em", "font", "hr", "i", "img", "p", "small", "span", "strong"),
    *("table", "tbody", "td", "th", "thead", "tr", "u", "ul", "ol", "li", "h1", "h2", "h3"),
}
_SIZES = {"align", "valign", "width", "height", "style"}
_ATTRIBUTES = {
    "*": {"style"},
    "a": {"href", "title"},
    "font": {"color", "face", "size"},
    "img": {"src", "alt", *_SIZES},
    "table": {"border", "cellpadding", "cellspacing", *_SIZES},
    "td": {"colspan", "rowspan", *_SIZES},
    "th": {"colspan", "rowspan", *_SIZES},
}
_STYLES = {
    *("color", "background-color", "font", "font-family", "font-size", "font-style", "font-weight"),
    *("line-height", "text-align", "text-decoration", "vertical-align", "width", "height"),
    *("margin", "margin-top", "margin-bottom", "margin-left", "margin-right"),
    *("padding", "padding-top", "padding-bottom", "padding-left", "padding-right"),
    *("border", "border-top", "border-bottom", "border-left", "border-right", "border-collapse"),
}
_as_text = fields.prose(LONGEST)


def cleaned(value: object) -> str:
    """The HTML as it is stored.

    Raises:
        ValueError: it is no text, or longer than `LONGEST`; also once it is cleaned.
    """
    html = nh3.clean(
        str(_as_text(value)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        filter_style_properties=_STYLES,
        link_rel=None,
    )
    return fields.bounded(html.strip(), LONGEST, "A signature")


fields.taking(cleaned, maxLength=LONGEST)
