"""Who is responsible for the data, in the admin."""

from wagtail.admin.viewsets.model import ModelViewSet

from privacy.models import DataController


class DataControllerViewSet(ModelViewSet):
    """The log of controllers: a new host is a new row."""

    model = DataController
    icon = "user"
    name = "data-controller"
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["name", "since", "email", "protection_officer"]
    form_fields = ["name", "organization_number", "postal_address", "email", "protection_officer", "since", "note"]
