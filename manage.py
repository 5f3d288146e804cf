#!/usr/bin/env python
"""The command line of the portal; the settings are chosen by DJANGO_SETTINGS_MODULE."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network_portal.settings.dev")
    execute_from_command_line(sys.argv)
