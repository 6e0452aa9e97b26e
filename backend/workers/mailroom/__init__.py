"""Mail that comes in by SMTP."""
