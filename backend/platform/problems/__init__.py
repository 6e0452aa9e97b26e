"""Sentences for the problems of refusals, (zh, en) by key; a file for what each is about."""
