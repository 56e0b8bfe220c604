"""Figures from gold rows and the program's rows: pure functions, one module a task. What counts as right is said in each docstring."""
