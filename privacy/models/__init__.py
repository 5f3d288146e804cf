"""What is kept of how personal data are looked after."""

from privacy.models.request import ErasureRequest
from privacy.models.retention import RetentionDay

__all__ = ["ErasureRequest", "RetentionDay"]
