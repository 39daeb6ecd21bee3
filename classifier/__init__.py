"""Judge a text: topics, checks, near-duplicates. A leaf: plain strings in, frozen verdicts out."""
