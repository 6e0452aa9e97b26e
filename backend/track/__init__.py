"""Track: journeys of clients through stages, with what is to be done in each and what has to hold before the next."""
