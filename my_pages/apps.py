from django.apps import AppConfig


class MyPagesConfig(AppConfig):
    name = "my_pages"
