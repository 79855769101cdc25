"""Where a person can look for themselves."""

from urllib.parse import urlencode


def linkedin_search(first_name: str, last_name: str, company: str) -> str:
    """LinkedIn's search for this person: a question, never an address to be stored as theirs."""
    words = " ".join(part for part in (first_name, last_name, company) if part)
    return "https://www.linkedin.com/search/results/people/?" + urlencode({"keywords": words})
