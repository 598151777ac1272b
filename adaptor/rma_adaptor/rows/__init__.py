"""Keep what was read of people: in memory, and encrypted in the database."""
