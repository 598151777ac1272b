"""What a client declares of a new world, or of a fork, and how it becomes rows."""
