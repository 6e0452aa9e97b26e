"""The demo firm: a fictitious fund company, the same to the byte for a size, a seed and a date.

`population.population(size, seed, as_of)` makes plain rows without a database; `load.load_demo` writes them.
Nobody in it is real: mobiles start with 169, identity numbers carry the sequence codes 996 to 999, bank cards
an issuer number that nobody has, e-mails end in example.com.
"""
