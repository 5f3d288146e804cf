"""The log of data controllers in the admin."""

from wagtail.admin.viewsets.model import ModelViewSet

from handover.models import DataController


class DataControllerViewSet(ModelViewSet):
    """Who was the host, and is."""

    model = DataController
    icon = "key"
    name = "data-controller"
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["name", "email", "since", "until"]
    form_fields = ["name", "organization_number", "email", "protection_officer", "since", "until", "note"]
