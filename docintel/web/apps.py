"""Django's registration of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags of the pages."""

    name = "docintel.web"
    label = "docintel_web"
    verbose_name = "docintel 页面"

    def ready(self) -> None:
        """The audit listens to sign-ins."""
        from docintel.web import listening  # noqa: PLC0415 - models must be there first

        listening.listen()
