"""The rule language: one tree of comparisons for filters, views, tags, automations and reports."""
