"""What can go wrong when the vendor is asked, each with a sentence that says what to do."""


class CannotAsk(Exception):
    """No usable answer came; the message is for people, and holds no value of an answer."""
