"""Worlds as both vendors see them: the only place that knows Gladly and ReturnLogic alike."""
