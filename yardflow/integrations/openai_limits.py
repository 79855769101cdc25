"""How large a question and its answer can get; known also to whoever only reckons with them."""

# Tokens; an answer that would be longer is cut off.
MOST_OUTPUT_TOKENS = 1_500
# Tokens that the service adds to a question by itself: marks between its parts, a line of its own.
MARGIN_TOKENS = 500
