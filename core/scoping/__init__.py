"""What Wagtail shows of others' things, taken away: its admin is not made for several owners (docs/permissions.md).

`visible` says what a person may see; the other modules put it where Wagtail lists, counts, offers or names things.
"""
