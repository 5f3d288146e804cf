"""What the template of a form field asks."""

from django import template
from django.forms import BoundField, CheckboxInput

register = template.Library()


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is one check box, whose label stands beside it."""
    return isinstance(field.field.widget, CheckboxInput)
