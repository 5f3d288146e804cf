"""Swedish alphabetical order, which neither SQLite nor every PostgreSQL has."""

import unicodedata

# Å, Ä and Ö are letters of their own after Z; Danish and Norwegian letters stand with them (Svenska skrivregler, 4.2).
LETTERS_AFTER_Z = {"å": "{1", "ä": "{2", "æ": "{2", "ö": "{3", "ø": "{3"}


def swedish_key(text: str) -> tuple[str, str]:
    """Give a sort key: å, ä and ö last, other accents and case ignored; equal words in the order of their signs."""
    letters = []
    for letter in unicodedata.normalize("NFC", text.casefold()):
        if letter in LETTERS_AFTER_Z:
            letters.append(LETTERS_AFTER_Z[letter])
        else:
            letters.append(unicodedata.normalize("NFD", letter)[0])
    return "".join(letters), text
