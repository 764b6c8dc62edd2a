"""Reads and writes the catalogue, plans, runs, decisions and tokens on an open transaction. Decides nothing.

Functions take a session from `Database.reading` or `Database.writing` and never commit. Values in and out are the
domain's own; no row object leaves this package. A few objects go through the session, many rows through set-based
statements. `tables` has the tables, each other module one subject, and `subjects` all of their functions.
"""
