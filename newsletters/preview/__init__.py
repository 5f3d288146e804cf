"""An issue as its readers will see it, before anybody gets it."""
