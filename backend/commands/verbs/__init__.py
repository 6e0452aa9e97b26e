"""The verbs of the command line, each group in a module that is read only when one of its verbs is used."""
