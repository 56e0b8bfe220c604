"""One module a user action; the only place where rooms meet."""
