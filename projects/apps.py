from importlib import import_module

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers, and make practices known to the reviews."""
        import_module("projects.receivers")
        import_module("projects.reviewing").register_practices()
        import_module("projects.waiting").register_sources()
        import_module("projects.belongings").register_project_belongings()
