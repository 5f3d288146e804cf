from importlib import import_module

from django.apps import AppConfig


class MyPagesConfig(AppConfig):
    name = "my_pages"

    def ready(self) -> None:
        """Register the kinds of mail."""
        import_module("my_pages.emails").register_kinds()
