"""Words that were mistyped by one letter, as patterns that a database can look up."""

from __future__ import annotations

# A shorter word with a letter left open would fit nearly everything.
SHORTEST = 4
# More words, or longer ones, are no search but a letter.
LONGEST = 24
_WILD = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
_ANY = "_"


def near_patterns(word: str) -> tuple[str, ...]:
    """Return patterns of LIKE for a folded word and for it with one letter changed.

    One letter replaced, missing, too many, or two neighbours swapped. The first letter is held
    to be right, which nearly all typists are and which keeps the patterns telling.
    """
    letters = [letter.translate(_WILD) for letter in word]
    exact = "".join(letters)
    if not SHORTEST <= len(letters) <= LONGEST:
        return (exact,)
    found = [exact]
    for place in range(1, len(letters)):
        before, letter, after = letters[:place], letters[place], letters[place + 1 :]
        found.append("".join((*before, _ANY, *after)))
        found.append("".join((*before, _ANY, letter, *after)))
        found.append("".join((*before, *after)))
        if after:
            found.append("".join((*before, after[0], letter, *after[1:])))
    return tuple(dict.fromkeys(found))
