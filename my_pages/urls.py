"""My pages: what one person has to do with, in one place. Each section's first page is named in my_pages.sections."""

from django.urls import path

from my_pages.views import StartView

app_name = "my_pages"

urlpatterns = [
    path("", StartView.as_view(), name="start"),
]
