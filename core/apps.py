from importlib import import_module

from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
    default = True


class PortalAdminConfig(WagtailAdminAppConfig):
    """Wagtail's admin without its own mails about workflows: the portal's leave through the outbox."""

    default = False

    def ready(self) -> None:
        """Switch off what Wagtail has just switched on (wagtail.admin.signal_handlers)."""
        super().ready()
        signals = import_module("wagtail.signals")
        models = import_module("wagtail.models")
        for signal, sender, name in (
            (signals.task_submitted, models.TaskState, "group_approval_task_submitted_email_notification"),
            (signals.workflow_submitted, models.WorkflowState, "workflow_state_submitted_email_notification"),
            (signals.workflow_rejected, models.WorkflowState, "workflow_state_rejected_email_notification"),
            (signals.workflow_approved, models.WorkflowState, "workflow_state_approved_email_notification"),
        ):
            signal.disconnect(sender=sender, dispatch_uid=name)
