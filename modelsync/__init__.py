"""Keeps a table of AI models true."""
