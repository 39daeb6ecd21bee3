"""The desk itself: model, store, collect, check, review, schedule, publish, digest and the command line."""
