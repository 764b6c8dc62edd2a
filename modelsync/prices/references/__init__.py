"""Published collections of prices, limits and retirements, each read into facts. Never fetches, never decides.

Reading order: ``base`` (what a reference is), ``litellm``, ``models_dev``, ``deprecations``, ``genai`` (one source each),
``reading`` and ``making`` (what they share), ``registry``, ``known`` (what all of them say of a model).
"""
