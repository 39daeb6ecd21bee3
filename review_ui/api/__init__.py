"""The desk for scripts: the actions of the pages under `/api/v1`, with personal tokens, JSON and problem+json.

`table` is the one list of operations: the routes, the checks of what comes in and the OpenAPI document come from it.
"""
