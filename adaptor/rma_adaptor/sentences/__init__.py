"""Say what a person's returns tell of sizes, and what an agent can offer."""
