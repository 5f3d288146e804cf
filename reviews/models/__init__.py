"""Reviews, the rules they follow, and the mails that ask for them."""

from reviews.models.event import ReviewEvent
from reviews.models.request import ReviewRequest
from reviews.models.review import Review, Section
from reviews.models.rule import ReviewKind, ReviewRule, rules_by_kind

__all__ = ["Review", "ReviewEvent", "ReviewKind", "ReviewRequest", "ReviewRule", "Section", "rules_by_kind"]
