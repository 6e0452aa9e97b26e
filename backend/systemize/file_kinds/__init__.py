"""What a file is, told by its content; names and declared types count for nothing."""
