"""Fails like a plug-in that throws an InvalidPluginExecutionException."""

from handler import serve


def handle(question):
    return {"fault": {"code": "0x80040265", "message": "It went wrong."}}


serve(handle)
