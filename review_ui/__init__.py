"""The web pages over the pipeline."""
