"""How large a question and its answer can get; known also to whoever only reckons with them."""

# Bytes of a request: every text of a record at its longest, four bytes a sign.
LARGEST_QUESTION = 22_000
# Tokens; an answer that would be longer is cut off.
MOST_OUTPUT_TOKENS = 1_500
# Tokens that an answer gets when the one before was cut off.
WITH_MORE_ROOM = 4_000
# Tokens that the service adds to a question by itself: marks between its parts, a line of its own.
MARGIN_TOKENS = 500
