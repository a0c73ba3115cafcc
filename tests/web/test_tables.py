"""An empty database gets its tables at once: the same that the migrations make."""

from __future__ import annotations

import json

import pytest

from .installation import empty

DESCRIBE = """
import json
from objektiv.web.start import {begin}
{begin}()
from django.core.management import call_command
if "{begin}" == "set_up":
    call_command("migrate", verbosity=0)
from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

OTHERS = (
    "cache", "sqlite_stat1",  # made beside, by commands of their own
    "auth_group_permissions",  # of Django, not used here: its key is an int or a bigint
)
DECLARED = {{
    one.name
    for model in apps.get_models()
    for one in (*model._meta.constraints, *model._meta.indexes)
}}  # names that databases make up differ by the way a column came

def shape(cursor, table):
    columns = {{
        one.name: [str(one.type_code), one.null_ok, str(one.default), str(one.display_size)]
        for one in connection.introspection.get_table_description(cursor, table)
    }}
    rules = connection.introspection.get_constraints(cursor, table)
    kinds = ("columns", "unique", "primary_key", "foreign_key", "check", "index")
    return [
        columns,
        sorted(name for name in rules if name in DECLARED),
        sorted(str([one[kind] for kind in kinds]) for one in rules.values()),
    ]

with connection.cursor() as cursor:
    tables = connection.introspection.table_names(cursor)
    told = {{table: shape(cursor, table) for table in tables if table not in OTHERS}}
done = sorted(map(list, MigrationRecorder(connection).applied_migrations()))
print(json.dumps([told, done]))
"""


@pytest.mark.slow
def test_tables_made_at_once_are_those_of_the_migrations(tmp_path):
    at_once = json.loads(empty(tmp_path / "a").python(DESCRIBE.format(begin="prepare")))
    by_steps = json.loads(empty(tmp_path / "b").python(DESCRIBE.format(begin="set_up")))

    assert sorted(at_once[0]) == sorted(by_steps[0])
    for table, shape in by_steps[0].items():
        assert at_once[0][table] == shape, table
    assert at_once[1] == by_steps[1]
