"""A diff, a catalogue or a history in words and as CSV: the same on pages, in the terminal and in exports."""
