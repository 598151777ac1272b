"""Execute committed notebooks, in parallel, and say in words when one does not hold any more."""
