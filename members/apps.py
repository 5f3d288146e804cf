from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers and register the kinds of mail."""
        import_module("members.receivers")
        import_module("members.approval.events")
        import_module("members.emails").register_kinds()
        import_module("members.approval.notices").register_kinds()
        import_module("members.waiting").register_sources()
        import_module("members.own_belongings").register_own_belongings()
        import_module("members.role_emails").register_role_kinds()
