"""Taking over a catalogue that exists: which of its columns say what, how its words read, and the plan that follows. Pure.

Reading order: ``source`` (rows as they are), ``mapping`` (which column holds which field), ``words`` (switches, states, times,
prices), ``providers`` (whose a row is), ``reading`` (rows become models, or are left with a reason), ``litellm`` (a gateway's
list as such rows), ``planning``.
"""
