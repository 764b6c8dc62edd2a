"""Model Sync keeps a table of AI models true to what the providers really offer, with an admin in between.

`fetch → normalise → filter → price → diff → review → apply`. Read in this order: `models` (the data), `adapters`
(a provider's list), `filters` and `normalise` (what goes on, and in which shape), `diff` (what changed), `changes`
(what an approval writes), `service` (the use cases), then `cli`, `ui` and `api`.
"""
