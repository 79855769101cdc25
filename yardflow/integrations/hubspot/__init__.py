"""Speaking to HubSpot: its OAuth, the account, its CRM, and within which limits."""
