"""What the command line does: plain functions behind `backend.cli`."""
