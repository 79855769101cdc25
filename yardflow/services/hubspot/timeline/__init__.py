"""What HubSpot's timeline shows of us: emails, replies and meetings, as far as they are logged."""
