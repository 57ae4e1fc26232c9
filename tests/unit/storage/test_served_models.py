"""A process that only serves, and migrates nothing, knows every table that its own refer to."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
from webapp.serving import app
from sqlalchemy.orm import configure_mappers
from webapp.extensions import Base

configure_mappers()
for table in Base.metadata.tables.values():
    for key in table.foreign_keys:
        key.column
print(len(Base.metadata.tables))
"""


def test_every_reference_of_a_table_leads_to_a_table_that_is_known(tmp_path):
    environ = os.environ | {"ETALAGE_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=False, env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10
