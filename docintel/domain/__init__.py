"""Records and ports of docintel; standard library only. One noun a module."""
