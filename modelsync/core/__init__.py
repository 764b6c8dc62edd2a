"""Values and rules: models, filters, diffs, plans, approval, undo, safety. Pure: no I/O, no clock."""
