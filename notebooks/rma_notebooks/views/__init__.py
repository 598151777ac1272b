"""How a cell's answers look: the same words everywhere, as HTML, as picture, and as plain text."""
