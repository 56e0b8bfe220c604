"""The Django app that holds docintel's records."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """台账与条款库."""

    name = "docintel.store"
    label = "store"
    verbose_name = "公文与台账"
