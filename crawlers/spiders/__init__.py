"""What a list of articles says, by the kind of source: feed, sitemap or listing."""
