"""The tables of a new library, made from the models as they stand: replaying the history of their migrations takes ten times as long.

Both ways must end alike (a test compares them); a migration that brings rows into a new library brings them in here too.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from docintel.store.snapshot import known_migrations


def found() -> None:
    """Makes every table in an empty database and notes every migration as applied: all or nothing.

    Raises DatabaseError, above all where another program was faster.
    """
    note: type[Any] = MigrationRecorder.Migration  # made on first use, which its type does not say
    with connection.schema_editor() as editor:
        for model in [*apps.get_models(), note]:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        note.objects.bulk_create(note(app=app, name=name) for app, names in sorted(known_migrations().items()) for name in sorted(names))
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)  # the rights of Django's own users
