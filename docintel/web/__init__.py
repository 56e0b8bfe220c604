"""The pages and the JSON API: each view reads the request, calls one workflow, renders."""
