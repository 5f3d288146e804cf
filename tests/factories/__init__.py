"""Ready-made rows for tests: say only what the test is about."""
