"""Creates a contact, then breaks the rules for handlers in the way that the configuration names."""

import threading

from handler import Refused, WebApi, serve

ANSWERS = {
    "words": b"Done.",
    "list": b"[]",
    "nothing": b"",
    "unknown member": b'{"output":{}}',
    "wrong type": b'{"trace":"Done."}',
    "outputs of none": b'{"outputs":{"AnnotationId":1}}',
    "late target": b'{"target":{"name":"Changed"}}',
    "fault and outputs": b'{"fault":{"code":"0x80040265","message":"m"},"outputs":{"A":1}}',
    "fault without code": b'{"fault":{"message":"m"}}',
    "shared row": b'{"sharedVariables":{"row":{"name":"A"}}}',
    "too large": b'{"trace":["' + b"x" * (16 << 20) + b'"]}',
}


def later(callback):
    """Uses the token until it is refused and once more after that, and writes the answer into a contact."""
    own = WebApi(callback)
    try:
        while True:
            own.send("GET", "WhoAmI")
    except Refused:
        pass
    try:
        own.send("POST", "contacts", {"lastname": "Too late"})
    except Refused as refused:
        contact = {"lastname": "Was told", "description": f"{refused.status}: {refused}"}
        WebApi(callback, "a token of its own").send("POST", "contacts", contact)


def handle(question):
    what, callback = question["configuration"], question["callback"]
    if what == "late":
        threading.Thread(target=later, args=(callback,)).start()
        return {}
    if what == "indiscreet":
        return {"trace": [callback["token"]]}
    WebApi(callback).send("POST", "contacts", {"lastname": "Left behind"})
    if what == "hang":
        threading.Event().wait()
    return ANSWERS[what]


serve(handle)
