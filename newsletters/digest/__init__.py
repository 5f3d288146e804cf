"""Issues that make themselves from what is new on the portal."""
