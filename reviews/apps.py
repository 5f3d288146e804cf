from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Starts the app by making its mails and what members have to review known."""

    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of mail and the sources, once all models are there."""
        import_module("reviews.emails").register_kinds()
        import_module("reviews.member_sources").register_sources()
        import_module("reviews.waiting").register_sources()
        import_module("reviews.belongings").register_review_belongings()
