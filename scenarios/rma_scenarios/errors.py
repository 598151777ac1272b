"""What can go wrong around a stack, each with a sentence that says what to do."""


class StackError(Exception):
    """The stack cannot be started, reached or used; the message is for people."""
