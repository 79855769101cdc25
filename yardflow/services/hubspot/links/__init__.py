"""Which of our records is which of HubSpot's, whatever happens to either."""
