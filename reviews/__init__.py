"""Freshness with a name: what was last reviewed when and by whom, and who is asked when it grows old."""
