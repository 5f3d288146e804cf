"""Sign-in with accounts that people have elsewhere: their municipality's, by OpenID Connect or SAML (docs/adr/0022)."""
