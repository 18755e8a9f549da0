"""A runtime of AWS Lambda in a few lines: asks for the next event, calls the handler, sends back what it said.

It speaks the Lambda Runtime API and nothing else, so that it shows what a language without a library needs. The handler
is the function in `handlers` that the command line names.
"""

import json
import os
import sys
import traceback
import urllib.request

import handlers

BASE = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"


def main() -> None:
    handler = getattr(handlers, sys.argv[-1])
    while True:
        # The next event may be long in coming, so there is no time limit.
        with urllib.request.urlopen(f"{BASE}/next") as answer:
            request_id = answer.headers["Lambda-Runtime-Aws-Request-Id"]
            event = json.load(answer)
        try:
            send(f"{BASE}/{request_id}/response", handler(event))
        except Exception as error:  # Whatever the handler raises is its answer.
            said = {
                "errorMessage": str(error),
                "errorType": type(error).__name__,
                "stackTrace": traceback.format_tb(error.__traceback__),
            }
            send(f"{BASE}/{request_id}/error", said)


def send(url: str, value: object) -> None:
    with urllib.request.urlopen(url, data=json.dumps(value).encode()) as answer:
        answer.read()


if __name__ == "__main__":
    main()
