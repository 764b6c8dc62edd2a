"""Taking over another catalogue from an uploaded file: the form on pages, and the route that takes it."""
