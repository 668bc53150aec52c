"""Running a case 办件运行: what commands share — facts, environment, step, clocks, papers."""
