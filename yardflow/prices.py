"""What OpenAI's models cost: the one table that every figure about money is made from.

USD for a million tokens, standard tier, prompts below 272,000 tokens, as listed at
https://developers.openai.com/api/docs/pricing on the day in `AS_OF`. A model that is not here is
refused at the start, because nothing could be said about what it spends. That goes for dated
snapshots, too: an older one may cost more than the name it is known by (gpt-4o-2024-05-13 did).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

AS_OF = date(2026, 11, 6)
# Older prices are shown with a notice.
FRESH_FOR = timedelta(days=90)
# The Batch API answers within a day at half the price:
# https://developers.openai.com/api/docs/guides/batch, read on the day in `AS_OF`.
BATCH = Decimal("0.5")
# Addresses that keep the data in one region cost a tenth more, whatever the model; listed on the
# models' own pages, read on the day in `AS_OF`.
REGIONAL = Decimal("1.1")
_REGIONAL_HOST = re.compile(r"[a-z]{2}\.api\.openai\.com")
_MILLION = Decimal(1_000_000)
_MICRO = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Price:
    """USD for a million tokens of each kind. ``written``: input put into the prompt cache."""

    input: Decimal
    cached: Decimal
    written: Decimal
    output: Decimal


def _price(input_: str, cached: str, written: str, output: str) -> Price:
    return Price(Decimal(input_), Decimal(cached), Decimal(written), Decimal(output))


PRICES = {
    "gpt-5.4": _price("2.50", "0.25", "2.50", "15.00"),
    "gpt-5.4-2026-03-05": _price("2.50", "0.25", "2.50", "15.00"),
    "gpt-5.4-mini": _price("0.75", "0.075", "0.75", "4.50"),
    "gpt-5.4-mini-2026-03-17": _price("0.75", "0.075", "0.75", "4.50"),
    "gpt-5.4-nano": _price("0.20", "0.02", "0.20", "1.25"),
    "gpt-5.4-nano-2026-03-17": _price("0.20", "0.02", "0.20", "1.25"),
    "gpt-5.6-luna": _price("0.20", "0.02", "0.25", "1.20"),
    "gpt-5.6-terra": _price("2.00", "0.20", "2.50", "12.00"),
    "gpt-6-luna": _price("0.10", "0.01", "0.125", "0.50"),
    "gpt-6-sol": _price("2.00", "0.20", "2.50", "10.00"),
    "gpt-6-astra": _price("10.00", "1.00", "12.50", "50.00"),
    "gpt-6.1-sol": _price("2.00", "0.10", "2.50", "10.00"),
    "gpt-6.1-terra": _price("1.00", "0.05", "1.25", "5.00"),
}


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer reports to have used. Cached and written tokens are part of the input,
    reasoning tokens part of the output. ``margin`` is what the address asked multiplies the price
    by (`margin_at`); ``tier`` the service tier where it is not the one these prices are for.

    ``usd`` is what a provider that is not paid by the token says that the answer cost.
    """

    model: str
    input_tokens: int = 0
    cached_tokens: int = 0
    written_tokens: int = 0
    output_tokens: int = 0
    margin: Decimal = Decimal(1)
    tier: str = ""
    usd: Decimal | None = None

    @property
    def cost(self) -> Decimal:
        """USD, rounded up to a millionth.

        Raises:
            KeyError: the model is not in the table.
        """
        if self.usd is not None:
            return rounded_up(self.usd)
        price = PRICES[self.model]
        plain = max(0, self.input_tokens - self.cached_tokens - self.written_tokens)
        total = (
            plain * price.input
            + self.cached_tokens * price.cached
            + self.written_tokens * price.written
            + self.output_tokens * price.output
        )
        return rounded_up(total * self.margin / _MILLION)

    def charged(self, economy: bool) -> Decimal:
        """USD for this answer, rounded up to a millionth; ``economy``: it came in a batch.

        Raises:
            KeyError: the model is not in the table.
        """
        return rounded_up(self.cost * BATCH) if economy else self.cost


def rounded_up(usd: Decimal) -> Decimal:
    """To the millionth that money is kept in, never in our favour."""
    return usd.quantize(_MICRO, rounding="ROUND_CEILING")


def margin_at(address: str) -> Decimal:
    """What prices are multiplied by at this address of OpenAI's."""
    host = urlsplit(address).hostname or ""
    return REGIONAL if _REGIONAL_HOST.fullmatch(host) else Decimal(1)


def are_old(today: date) -> bool:
    """Whether the table should be compared with OpenAI's page again."""
    return today - AS_OF > FRESH_FOR
