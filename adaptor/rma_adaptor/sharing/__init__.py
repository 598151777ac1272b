"""Share between processes, through Redis, what one process alone keeps in its memory.

Nothing here makes a lookup fail: what cannot be shared for now is kept by each process for itself.
"""
