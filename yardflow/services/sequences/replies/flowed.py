"""Texts whose lines go on in the next one where they end with a space, as their type says:
``text/plain; format=flowed``.

https://www.rfc-editor.org/rfc/rfc3676
"""

_SIGNATURE = "-- "
_LONGEST_TYPE = 1_000


def joined(text: str, content_type: str) -> str:
    """The text with such lines put together; as it is where its type doesn't say so."""
    parameters = content_type[:_LONGEST_TYPE].lower().replace('"', "").replace(" ", "").split(";")
    if "format=flowed" not in parameters:
        return text
    return _joined(text, spaced="delsp=yes" not in parameters)


def _joined(text: str, *, spaced: bool) -> str:
    """``spaced``: the space at the end of a line stays."""
    lines: list[list[str]] = []
    depth, goes_on = 0, False
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.lstrip(">")
        quoted, bare = len(line) - len(bare), bare.removeprefix(" ")
        flows = bare.endswith(" ") and bare != _SIGNATURE
        said = bare if spaced or not flows else bare[:-1]
        if goes_on and quoted == depth and bare != _SIGNATURE:
            lines[-1].append(said)
        else:
            lines.append([f"{'>' * quoted} {said}" if quoted else said])
        depth, goes_on = quoted, flows
    return "\n".join(map("".join, lines))
