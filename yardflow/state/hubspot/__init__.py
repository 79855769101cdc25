"""HubSpot in the interface."""
