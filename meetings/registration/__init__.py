"""Registrations to public meetings: the form, the confirmation by mail, and what follows."""
