"""The minutes of a meeting: written by several people, adjusted, locked, and what was promised followed up."""
