// Runs before the first paint: pages show what needs script only where script runs.
document.documentElement.setAttribute("data-js", "");
