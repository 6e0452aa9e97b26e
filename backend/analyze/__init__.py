"""What the firm's figures are and how they come about: the catalogue, and one module for each family."""
