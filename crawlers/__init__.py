"""Fetch and read official publishers. A leaf: it knows neither the store nor the classifier."""
