"""What calendars make of the portal's messages: independent readers, the rules of iTIP, and random walks."""
