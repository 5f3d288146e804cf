"""Devices on pages."""

from django import template

from accounts.devices import device_in_words

register = template.Library()
register.filter("device_in_words", device_in_words)
