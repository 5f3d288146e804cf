"""Tokens in mailed links."""

import re

from core.tokens import hash_token, issue_token, new_nonce


def test_a_token_is_the_same_for_the_same_row_and_differs_for_all_else() -> None:
    nonce = new_nonce()
    token = issue_token("confirm", 1, nonce)
    assert token == issue_token("confirm", 1, nonce)
    others = {issue_token("leave", 1, nonce), issue_token("confirm", 2, nonce), issue_token("confirm", 1, new_nonce())}
    assert token not in others
    assert len(others) == 3


def test_a_token_fits_an_address_and_its_hash_does_not_give_it_away() -> None:
    token = issue_token("confirm", 1, new_nonce())
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", token)
    assert re.fullmatch(r"[0-9a-f]{64}", hash_token(token))
    assert hash_token("å") != hash_token("a")
