"""How many people a company employs, in the ranges that the product speaks of."""

# range: fewest, most
RANGES: dict[str, tuple[int, float]] = {
    "1-10": (1, 10),
    "11-50": (11, 50),
    "51-200": (51, 200),
    "201-500": (201, 500),
    "501-1000": (501, 1_000),
    "1001-5000": (1_001, 5_000),
    "5001-10000": (5_001, 10_000),
    "10001+": (10_001, float("inf")),
}


def range_of(fewest: int, most: int | None) -> str:
    """The range that both ends lie in; empty when it takes more than one to hold them.

    ``most`` None means that no upper end is known. Whoever writes 50–200 means 51–200.
    """
    upper = float("inf") if most is None else float(most)
    if upper > fewest and any(fewest == top for _, top in RANGES.values()):
        fewest += 1
    for name, (bottom, top) in RANGES.items():
        if bottom <= fewest and upper <= top:
            return name
    return ""
