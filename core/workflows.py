"""What an approval does (WAGTAIL_FINISH_WORKFLOW_ACTION).

Wagtail loads this before its own models, so that it may import none of them.
"""

from __future__ import annotations

from typing import Any

from wagtail.workflows import publish_workflow_state


def finish_workflow(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved, except pages that go out in another way (`publishes_when_approved = False`)."""
    approved = workflow_state.content_object
    if getattr(getattr(approved, "specific", approved), "publishes_when_approved", True):
        publish_workflow_state(workflow_state, user=user)
