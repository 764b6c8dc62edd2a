"""The History page: runs and what each changed."""
