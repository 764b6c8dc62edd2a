"""`python -m tests.benchmarks`: how long the work takes, beside the least that the same work can take. Asserts nothing.

Each benchmark goes through the public front and has a floor in `floors`: the same work by hand, with driver, `json` and
plain dicts. Both run by turns in one process, and a ratio is taken within one run. Reading order: `listings` (what the
providers send), `server` and `memory_transport` (how it arrives), `databases` (where it goes), `measuring` (runs and
ratios), then one module per subject: `reading`, `writing`, `ticking`, `memory`, `merging`,
`starting`, `together`, `clicking`. `beside` runs those of another version in turns with today's.
"""
