"""Mobile numbers from the range for fiction, one for each of the first 80,000 people, leading back to them."""

import re

from rma_mocks.core.ids import digest

PHONES = 80_000
"""There are only so many invented numbers, +1 AAA 555 01xx with an area code from 200; people beyond have none."""


class Phones:
    """The numbers of one seed: person and number lead to each other by a product and a sum."""

    def __init__(self, seed: int) -> None:
        raw = digest(seed, "phones")
        self._factor = 10 * int.from_bytes(raw[:2]) + 3  # shares no divisor with 80,000 = 2^7 * 5^4
        self._inverse = pow(self._factor, -1, PHONES)
        self._shift = int.from_bytes(raw[2:6])

    def of_person(self, index: int) -> str | None:
        """Return a person's number."""
        if index >= PHONES:
            return None
        area, line = divmod((index * self._factor + self._shift) % PHONES, 100)
        return f"+1{2_005_550_100 + area * 10_000_000 + line}"

    def person_of(self, phone: str) -> int | None:
        """Return whose number this is."""
        found = re.fullmatch(r"\+1([2-9][0-9]{2})55501([0-9]{2})", phone)
        if found is None:
            return None
        return ((int(found[1]) - 200) * 100 + int(found[2]) - self._shift) * self._inverse % PHONES
