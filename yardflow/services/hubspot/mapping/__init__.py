"""Which field is which property in HubSpot, and how a value reads on the other side."""
