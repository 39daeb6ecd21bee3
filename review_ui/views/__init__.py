"""One module per area of the desk. A view is a function from a visit to a response."""
