"""`make hand-over`: a portal goes from SQLite to PostgreSQL and back, and is the same."""
