"""The hand-over in the admin."""

from wagtail import hooks

from handover.viewsets import DataControllerViewSet


@hooks.register("register_admin_viewset")
def register_data_controllers() -> DataControllerViewSet:
    """The log of hosts."""
    return DataControllerViewSet()
