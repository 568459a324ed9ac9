"""Many operations that see the project before them all, and after them all."""

from django.db.migrations.operations.base import Operation


class AtOnce(Operation):
    """Apply operations that do not build on each other with the models rendered twice.

    Django renders all related models again for each operation, which for two hundred of them takes
    twenty seconds; here it does so once before and once after. No operation in it may need what
    another one renames or changes first.
    """

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # rendered again when it is asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"{len(self.operations)} operations at once"
