"""The Catalogue page: tables, filters, unsaved edits, the details of one model."""
