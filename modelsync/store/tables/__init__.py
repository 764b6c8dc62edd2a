"""The database's tables, with their rules in the database itself. Holds no query and no transaction.

`ai_model` is a contract: other systems read it. The migrations in `migrations/` create exactly these tables; a test
compares the two. Each file has the tables of one subject, so that a start makes those that it uses; `every` has them all.
"""
