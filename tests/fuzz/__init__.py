"""A fuzzer of the API: valid requests, changed at random, against a running server."""
