"""Speaking to SendGrid: the client, what its errors mean, sending, and whom it sends for."""
