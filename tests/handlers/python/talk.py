"""Traces as many lines of ten bytes as its step is configured to."""

from handler import serve


def handle(question):
    return {"trace": [f"line {number:04}" for number in range(int(question["configuration"]))]}


serve(handle)
