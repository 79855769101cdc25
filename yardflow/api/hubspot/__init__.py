"""HubSpot over HTTP."""
