"""How fast the product reads and writes, against what is possible and against others; see README.md."""
