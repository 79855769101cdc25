"""What one question to OpenAI costs: the most that is possible, and what is usual.

The web process imports this, so nothing here may import a provider's package.
"""

from decimal import Decimal

from yardflow.integrations.connections import connection
from yardflow.integrations.openai.limits import LARGEST_QUESTION, MARGIN_TOKENS, MOST_OUTPUT_TOKENS
from yardflow.prices import PRICES, Usage, margin_at

# A question about four fields, with the website's words along, in the sandbox and at OpenAI alike:
# about 3,600 bytes at four bytes a token, and four short sentences back. Used until enough real
# questions were paid for.
LIKELY_INPUT_TOKENS, LIKELY_OUTPUT_TOKENS = 900, 220
_MILLION = Decimal(1_000_000)
_MICRO = Decimal("0.000001")


def most_usd(
    model: str, sent: int = LARGEST_QUESTION, most_output: int = MOST_OUTPUT_TOKENS
) -> Decimal:
    """The most that one question of ``sent`` bytes can cost in USD: each byte a token of the
    dearest kind, and an answer of ``most_output`` tokens.

    Raises:
        KeyError: no price is known for the model.
    """
    price = PRICES[model]
    dearest = max(price.input, price.written, price.cached)
    total = (sent + MARGIN_TOKENS) * dearest + most_output * price.output
    return (total * _margin() / _MILLION).quantize(_MICRO, rounding="ROUND_CEILING")


def usual_usd(model: str) -> Decimal:
    """What a usual question costs in USD, going by its length alone.

    Raises:
        KeyError: no price is known for the model.
    """
    return Usage(
        model,
        input_tokens=LIKELY_INPUT_TOKENS,
        output_tokens=LIKELY_OUTPUT_TOKENS,
        margin=_margin(),
    ).cost


def no_price(model: str) -> str:
    """What people read while the model that was chosen can't be asked."""
    return (
        f"OpenAI is paused: there is no price for the model “{model}” anymore. "
        "Ask an administrator to choose another one in Settings."
    )


def _margin() -> Decimal:
    return margin_at(connection("openai").base_url)
