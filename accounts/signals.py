"""What apps above may want to know of sign-in."""

from django.dispatch import Signal

# Somebody without an account, for whose address a provider vouches, wants in. Sent with `address`, `first_name`,
# `last_name` and `at`; a receiver gives the account that it has made for an invitation, or None.
invited_person_wanted = Signal()

# Somebody is about to close an account or to take roles from it. Sent with `user`, and `groups`: the groups that are
# left, none for a closed account. A receiver gives the words of a refusal, or None.
roles_wanted_away = Signal()
