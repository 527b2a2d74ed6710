"""Traces lines of ten bytes; the configuration says how many."""

from handler import serve


def handle(question):
    return {"trace": [f"line {number:04}" for number in range(int(question["configuration"]))]}


serve(handle)
