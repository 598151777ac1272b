"""Edge cases that a world may take in."""
