"""The numbers of the enrichment settings: parsed, bounded, formatted."""

from decimal import Decimal, InvalidOperation

from yardflow.services.enrichment.providers.protocol import FIELDS

# By the name in the form: the smallest and the largest value, and whether it has to be whole.
NUMBERS: dict[str, tuple[Decimal, Decimal, bool]] = {
    "daily_budget_usd": (Decimal(0), Decimal(100_000), False),
    "contact_ceiling_usd": (Decimal(0), Decimal(100_000), False),
    "requests_per_minute": (Decimal(1), Decimal(1_000_000), True),
    "tokens_per_minute": (Decimal(1_000), Decimal(1_000_000_000), True),
    **{f"threshold_{name}": (Decimal(0), Decimal(100), True) for name in FIELDS},
}


def numbers_of(texts: dict[str, str]) -> tuple[dict[str, Decimal], dict[str, str]]:
    """The fields as numbers, and the errors of the others, by name."""
    numbers: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for name, (least, most, whole) in NUMBERS.items():
        number = number_of(texts.get(name, ""))
        if number is None or not least <= number <= most or (whole and number % 1):
            kind = "a whole number" if whole else "a number"
            errors[name] = f"Enter {kind} from {least:,} to {most:,}."
        elif not whole and round(number, 6) != number:
            errors[name] = "Use at most six decimal places."
        else:
            numbers[name] = number
    return numbers, errors


def number_of(text: str) -> Decimal | None:
    """The text as a number, with or without $ or %; None for anything else."""
    try:
        number = Decimal(text.strip().removeprefix("$").removesuffix("%").replace(",", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def same(text: str) -> Decimal | str:
    """Equal for ``50`` and ``50.00``."""
    number = number_of(text)
    return text.strip() if number is None else number


def plain(amount: Decimal) -> str:
    """``50``, ``0.10`` and ``0.125``: no zeros behind the cents."""
    if amount == int(amount):
        return f"{int(amount)}"
    return f"{amount:.2f}" if amount == round(amount, 2) else f"{amount.normalize():f}"


def cents(amount: Decimal) -> str:
    """``4.50``, and ``0.075`` where two places are not enough."""
    return f"{amount:.2f}" if amount == round(amount, 2) else plain(amount)
