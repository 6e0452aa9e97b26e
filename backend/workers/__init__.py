"""Work behind the scenes: events delivered, schedules kept, the bell between API and worker."""
