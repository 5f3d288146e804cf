"""SAML 2.0: ADFS, Shibboleth and others."""
