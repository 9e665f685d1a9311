"""What `/api/openapi.json` says: every public route, its requests, answers and errors."""
