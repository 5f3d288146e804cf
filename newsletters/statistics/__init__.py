"""What became of the issues, from what mail servers and readers say themselves; nobody is watched for it."""
