"""The Review page: provider cards, tables of changes, findings, the commit bar, excluded ids."""
