"""Reviews, the rules they follow, and the mails that ask for them."""

from reviews.models.request import ReviewRequest
from reviews.models.review import Review, Section
from reviews.models.rule import ReviewKind, ReviewRule

__all__ = ["Review", "ReviewKind", "ReviewRequest", "ReviewRule", "Section"]
