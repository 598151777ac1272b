"""How long and how many the parts of an answer are at most, so that the whole stays below Gladly's megabyte.

Contract: GL-ANSWER-4, no limit is published; answers stay below 1 MB (assumed).
"""

ID = 100
"""Characters of an RMA's, an order's or a product's number."""

WORD = 60
"""Characters of a status, a return type, a carrier."""

NAME = 200
"""Characters of a person's or a product's name."""

NOTE = 1_000
"""Characters of a card's note."""

SENTENCE = 600
"""Characters of a sentence about sizes, or of a suggestion."""

LINK = 2_000
"""Characters of an address; one that is longer is left out, since a part of it leads nowhere."""

PRODUCTS = 20
"""Items of an RMA on its card, the first ones."""

ANSWER = 900_000
"""Bytes of a whole answer; beyond it the oldest cards are left out."""
