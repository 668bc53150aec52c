"""Ways to reach people outside the pages, each off until it is configured."""
