"""The life of a row, a noun a module: assignments, feedback, requests, evidence, sub-tasks, instances; reading; what waits."""
