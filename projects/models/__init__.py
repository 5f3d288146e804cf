"""The practice library: practices, and who takes them up."""

from projects.models.adoption import Adoption
from projects.models.library import ProjectIndexPage
from projects.models.page import ProjectPage

__all__ = ["Adoption", "ProjectIndexPage", "ProjectPage"]
