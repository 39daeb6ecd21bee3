"""One module per spider family: feed, sitemap, listing."""
