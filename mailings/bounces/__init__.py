"""What comes back: bounces, complaints and replies, from a mailbox or from a relay service."""

from mailings.bounces.handlers import Incoming, register_handler

__all__ = ["Incoming", "register_handler"]
