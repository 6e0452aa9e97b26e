"""Automations of a firm: when something happens, and a condition holds, steps are taken, and each leaves a receipt."""
