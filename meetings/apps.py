"""Meetings: announced, answered, moved and called off."""

from importlib import import_module

from django.apps import AppConfig

from mailings.bounces.handlers import register_handler
from mailings.verp import Purpose


class MeetingsConfig(AppConfig):
    """Starts the app by making its mails known to the outbox."""

    name = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of mail, once all models are there; tell the ledger who comes to annual meetings;
        read what calendars answer by mail."""
        import_module("meetings.emails").register_kinds()
        import_module("meetings.agenda.emails").register_kinds()
        import_module("meetings.minutes.emails").register_kinds()
        import_module("meetings.seats.emails").register_kinds()
        import_module("meetings.registration.emails").register_kinds()
        import_module("meetings.attendance").tell_ledger()
        import_module("meetings.waiting").register_sources()
        import_module("meetings.minutes.waiting").register_sources()
        import_module("meetings.belongings").register_meeting_belongings()
        import_module("meetings.minutes.belongings").register_action_belongings()
        register_handler(Purpose.REPLY, import_module("meetings.replies").take_reply)
