"""OpenID Connect: Entra ID, ADFS and others."""
