"""Storage 存储: the unit of work, what it remembers, and the database."""
