"""From whom emails go out: senders, how many each may send when, and who sends to whom."""
