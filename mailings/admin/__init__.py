"""The coordinator's view of what is being sent, in the Wagtail admin."""
