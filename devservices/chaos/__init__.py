"""The proof of the mail's promise: everything is killed again and again, and the relay says who got what."""
