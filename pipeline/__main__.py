"""`python -m pipeline` is `anhduong`."""

from pipeline.cli import main

main()
