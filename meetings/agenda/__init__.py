"""The agenda and the papers of a meeting: written, shown to those who may see them, and sent in time."""
