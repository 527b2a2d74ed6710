"""Writes into the row that is to be written until when its token is good."""

from handler import serve

serve(lambda question: {"target": {"description": question["callback"]["expires"]}})
