"""批量办理: many tasks by one act of one person."""
