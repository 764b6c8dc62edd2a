"""Files of another catalogue, from people: read strictly and within bounds, by the end of their names. Never fetches, never writes."""
