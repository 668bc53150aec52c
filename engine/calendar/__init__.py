"""工作日历 and the legal clock: pure values, no database, no present moment."""
