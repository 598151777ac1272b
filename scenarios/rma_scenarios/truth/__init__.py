"""Hold what the mocks assume against the vendor: against its answers, and against its own description."""
