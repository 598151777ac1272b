"""Actions: what an adaptor offers to run, its forms, and what comes of sending them."""
