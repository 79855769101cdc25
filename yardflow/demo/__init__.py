"""The demo data: who can sign in, what they work on, and filling a database with it."""
