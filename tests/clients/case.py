"""What the tests have in common: a server, AWS's client in Python, waiting for an end, and looking at refusals."""

import json
import time
import unittest

from botocore.exceptions import ClientError

from definitions import ROLE
from server import ARNS, Server

# Seconds in which what is to happen must have happened.
PATIENCE = 20


class Case(unittest.TestCase):
    """Tests with a server of their own."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        cls.client = cls.server.client()
        cls.addClassCleanup(cls.client.close)

    def create(self, name: str, definition: str) -> str:
        """Creates a state machine."""
        created = self.client.create_state_machine(name=name, definition=definition, roleArn=ROLE)
        self.assertEqual(created["stateMachineArn"], f"{ARNS}:stateMachine:{name}")
        return created["stateMachineArn"]

    def start(self, machine: str, value: object = None, **more: str) -> str:
        """Starts an execution."""
        text = json.dumps({} if value is None else value)
        return self.client.start_execution(stateMachineArn=machine, input=text, **more)["executionArn"]

    def until(self, what: str, look):
        """Looks until there is something to see."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if seen := look():
                return seen
            time.sleep(0.02)
        return self.fail(f"{what} did not happen in {PATIENCE} seconds")

    def end(self, execution: str) -> dict:
        """The execution when it has ended."""

        def look():
            found = self.client.describe_execution(executionArn=execution)
            return found if found["status"] != "RUNNING" else None

        return self.until(f"the end of {execution}", look)

    def outcome(self, execution: str) -> tuple[str, object]:
        """How it ended: the status with the output, or with the error."""
        ended = self.end(execution)
        if ended["status"] == "SUCCEEDED":
            return ended["status"], json.loads(ended["output"])
        return ended["status"], ended.get("error")

    def refused(self, code: str, message: str, action: str, client=None, **request: object) -> ClientError:
        """Sends what must be refused. An error that the service model knows has a class of its own."""
        client = client or self.client
        expected = getattr(client.exceptions, code, None) if code in self.modelled() else ClientError
        with self.assertRaises(expected) as caught:
            getattr(client, action)(**request)
        response = caught.exception.response
        self.assertEqual((response["Error"]["Code"], response["Error"]["Message"]), (code, message))
        self.assertRegex(response["ResponseMetadata"]["RequestId"], "^[0-9a-f-]{36}$")
        return caught.exception

    def modelled(self) -> set[str]:
        """Names of the errors in the service model."""
        return {shape.name for shape in self.client.meta.service_model.error_shapes}
