"""Writes the expiry time of the token into the description of the target row."""

from handler import serve

serve(lambda question: {"target": {"description": question["callback"]["expires"]}})
