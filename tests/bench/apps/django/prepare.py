"""Makes Django's own tables beside ours, an owner who may sign in, and the folder of its static files."""

import os

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)

from django.contrib.auth.models import User  # noqa: E402 - only known after setup

User.objects.create_superuser(os.environ["BENCH_USER"], "", os.environ["BENCH_PASSWORD"])
