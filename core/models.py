"""Models of the core app, which knows no business noun: taxonomies and the base of every page."""

from core.pages import BasePage
from core.taxonomies import LifeStage, Setting, SixP, SustainableDevelopmentGoal, TargetArea, TargetGroup, Term

__all__ = [
    "BasePage",
    "LifeStage",
    "Setting",
    "SixP",
    "SustainableDevelopmentGoal",
    "TargetArea",
    "TargetGroup",
    "Term",
]
