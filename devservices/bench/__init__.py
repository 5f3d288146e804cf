"""Figures: how fast the portal's mail is, and what it costs (`make bench-mail` and its kin)."""
