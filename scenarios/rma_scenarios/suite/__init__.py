"""What the pytest plugin does once a scenario file is seen: items, look-ahead, one stack for a whole run."""
