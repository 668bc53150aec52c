"""Questions 查询."""
