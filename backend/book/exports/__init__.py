"""Exports: what leaves the firm as a file, who asked for it, who agreed, and for how long it lies there."""
