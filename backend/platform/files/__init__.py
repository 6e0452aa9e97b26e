"""Files of firms: sealed on disk, named by their content, counted by who uses them."""
