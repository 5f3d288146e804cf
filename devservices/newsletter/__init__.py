"""What mail programs and readers make of our newsletters."""
