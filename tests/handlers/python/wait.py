"""Waits for the answer of the sink `gate`, then creates an account."""

import urllib.request

from handler import WebApi, serve


def handle(question):
    callback = question["callback"]
    gate = callback["url"].replace("api/data/v9.2/", "_emulator/v1/sinks/gate")
    urllib.request.urlopen(gate, b"{}").read()
    WebApi(callback).send("POST", "accounts", {"name": "Nested"})
    return {}


serve(handle)
