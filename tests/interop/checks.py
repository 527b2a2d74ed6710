"""What the scripts for Python share: one line for each call of a client, and a client's address."""

import json
import os
import sys
import urllib.request

URL = os.environ["DATAVERSE_URL"]

_failed = 0


def check(name):
    """Makes the call that it decorates and prints how it ended; a failure fails the script, which goes on.

    The name of the function stands for its result from then on.
    """

    def run(call):
        global _failed
        try:
            result = call()
            print(f"ok {name}", flush=True)
            return result
        except Exception as error:
            _failed += 1
            line = error.__traceback__.tb_next.tb_lineno if error.__traceback__.tb_next else 0
            text = " ".join(f"{type(error).__name__} in line {line}: {error}".split())
            print(f"failed {name}: {text[:1000]}", flush=True)
            return None

    return run


def equal(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


def refused(call, error, *texts):
    """Asserts that a call raises this error, with these texts in its message."""
    try:
        result = call()
    except error as raised:
        for text in texts:
            assert text in str(raised), str(raised)
        return
    raise AssertionError(f"it succeeded: {result!r}")


def until_idle():
    """Has the control door move the clock until nothing is left to do."""
    body = json.dumps({"until": "idle"}).encode()
    urllib.request.urlopen(f"{URL}/_emulator/v1/clock/advance", body).close()


def finish():
    """Says that every call was made, and whether one failed."""
    print("end", flush=True)
    sys.exit(1 if _failed else 0)
