"""One request to a provider and what its answer means: retries, limits, redirects, failures in one sentence."""
