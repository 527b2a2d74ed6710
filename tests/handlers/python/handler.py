"""Serves a plug-in in a process of its own, with the standard library alone.

A handler is a function of the emulator's call: {"pluginType", "context", "configuration",
"secureConfiguration", "callback"}. It returns the answer. The process writes its address as the
first line of its output, and ends when its input ends.
"""

import json
import os
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Refused(Exception):
    """The Web API has refused a request."""

    def __init__(self, status, error):
        super().__init__(error.get("message", ""))
        self.status = status
        self.code = error.get("code", "")


class WebApi:
    """The Web API of the organization that has called the handler."""

    def __init__(self, callback, token=None):
        self.url = callback["url"]
        self.token = token or callback["token"]

    def send(self, method, path, body=None, headers=None):
        """Sends a request. Returns the JSON of the answer, and the id in its OData-EntityId header."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        try:
            with urllib.request.urlopen(request) as answer:
                text = answer.read()
                address = answer.headers.get("OData-EntityId", "")
                row = address.rpartition("(")[2].rstrip(")")
                return (json.loads(text) if text else None), row
        except urllib.error.HTTPError as refusal:
            text = refusal.read().decode()
            try:
                error = json.loads(text)["error"]
            except (ValueError, KeyError):
                error = {"message": text}
            raise Refused(refusal.code, error) from None


def parameter(context, name):
    """An input parameter of the context, or None."""
    return next((pair["value"] for pair in context["InputParameters"] if pair["key"] == name), None)


def attribute(row, name):
    """A column of a row, or None."""
    return next((pair["value"] for pair in row["Attributes"] if pair["key"] == name), None)


def fault(message, code="0x80040265", **more):
    """The answer of a plug-in that has thrown an InvalidPluginExecutionException."""
    return {"fault": {"code": code, "message": message}, **more}


def serve(handle):
    """Listens on a free port until the standard input ends."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = handle(question)
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
    sys.stdin.read()
    os._exit(0)
