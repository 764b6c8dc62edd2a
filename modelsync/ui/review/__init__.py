"""The Review page: provider strip, tables of changes, findings, the commit bar, excluded ids."""
