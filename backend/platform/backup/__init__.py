"""Backup and restore: one consistent snapshot in a folder, proven row by row when it comes back.

Keys never go with it: without the key file a backup shows no personal number.
"""
