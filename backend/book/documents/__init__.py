"""Documents of clients: files with a name, a category and versions."""
