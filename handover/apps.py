from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """Takes a whole portal to another host."""

    name = "handover"
    default_auto_field = "django.db.models.BigAutoField"
