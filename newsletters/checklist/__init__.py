"""The list that is gone through before an issue is sent: what is not right, and how it is put right."""
