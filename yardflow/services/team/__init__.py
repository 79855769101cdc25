"""Who is in the workplace: users, their invitations, login sessions and API tokens."""
