"""A mock Gladly and a mock ReturnLogic over one registry of worlds."""
