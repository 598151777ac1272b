"""The lookup engine: what Gladly asks an adaptor, when, and what it does with the answer."""
