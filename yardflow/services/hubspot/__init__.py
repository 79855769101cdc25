"""HubSpot in both directions: what is synced, how two sides become one, and what was decided."""
