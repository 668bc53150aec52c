"""Pages: what templates show and how they are built."""
