"""The frame of every page: session, login, navigation, messages, tables' widths, editors."""
