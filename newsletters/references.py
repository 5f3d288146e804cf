"""How a delivery points at its subscriber: by key, and by the language that the mail is written in."""


def reference_to(subscriber_id: int, language: str) -> str:
    """The reference of a subscriber's mail in one language; a mail's own lines must be in the language of its body."""
    return f"{subscriber_id}:{language}"


def read_reference(reference: str) -> tuple[int, str]:
    """Give (key of the subscriber, language). Raises `ValueError` for a reference that this app has not made."""
    subscriber_id, _colon, language = reference.partition(":")
    return int(subscriber_id), language
