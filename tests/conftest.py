"""Every test run gets its own data folder, set before Django reads its settings."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import django

_HOME = tempfile.mkdtemp(prefix="docintel-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["DOCINTEL_HOME"] = _HOME
os.environ.pop("DOCINTEL_DATABASE_URL", None)
os.environ.pop("DOCINTEL_SEARCH_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "docintel.settings"

django.setup()

# signing in hundreds of times must not spend its time on a slow hash
django.conf.settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
