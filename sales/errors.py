"""The one error that people are meant to read."""

from __future__ import annotations


class UserError(Exception):
    """Something a person can put right, said so that they can.

    `message` is an English sentence with {placeholders}, and the key of its translation. It is translated and filled
    with `values` only when the reader is known, so values are kept as what they are: Money, a date, a number, a name.

    A good message says what was read, what is unclear and what to type instead:

        raise UserError("{name}, won. For how much? Type `/deal won {name} 12k`.", name=deal.name)
    """

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values
