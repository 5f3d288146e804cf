"""How members govern their work for health, side by side: a matrix, a timeline and a table to take away."""
