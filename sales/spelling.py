"""How far two spellings are from each other."""

from __future__ import annotations


def slips(one: str, other: str, most: int) -> int:
    """How many letters were left out, put in, mistaken, or swapped with a neighbour; `most` + 1 when more than `most`.

    The optimal string alignment distance (Damerau and Levenshtein), reckoned only where it can be `most` or less, so
    that the time grows with the length of the texts and not with its square.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    if one == other:
        return 0
    far = most + 1
    before: list[int] = []
    last = [column if column <= most else far for column in range(len(other) + 1)]
    for row, letter in enumerate(one, start=1):
        line = [far] * (len(other) + 1)
        if row <= most:
            line[0] = row
        for column in range(max(1, row - most), min(len(other), row + most) + 1):
            mistaken = letter != other[column - 1]
            least = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + mistaken)
            if mistaken and row > 1 < column and letter == other[column - 2] and one[row - 2] == other[column - 1]:
                least = min(least, before[column - 2] + 1)
            line[column] = min(least, far)
        before, last = last, line
    return last[-1]
