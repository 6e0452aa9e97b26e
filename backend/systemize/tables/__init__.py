"""Tables on their way out: cells, and files of them that are written as the rows come."""
