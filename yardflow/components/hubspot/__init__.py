"""Parts of the pages of the sync with HubSpot."""
