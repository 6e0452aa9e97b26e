"""A process that ends in the middle of its first answer."""

import sys

if __name__ == "__main__":
    sys.stdin.buffer.read(8)
    sys.stdout.buffer.write((10_000).to_bytes(8, "big") + b"half of it")
