"""The verbs of reviews."""

from reviews.services.asking import ask_for_reviews
from reviews.services.keeping import ReviewError, confirm_reviews, sync_reviews

__all__ = ["ReviewError", "ask_for_reviews", "confirm_reviews", "sync_reviews"]
