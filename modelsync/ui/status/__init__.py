"""The Status page."""
