"""The connection to one account in HubSpot: made by a person, kept fresh, ended by a person."""
