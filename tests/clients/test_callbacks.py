"""Task tokens: a Python function hands one on, AWS's client sends it back."""

import json
from datetime import datetime, timedelta, timezone

from case import Case
from definitions import callback


class Callbacks(Case):
    def ask(self, machine: str, name: str) -> tuple[str, str]:
        """Starts an execution and waits for its token."""
        file = self.server.folder / name
        execution = self.start(machine, {"file": str(file)}, name=name)
        self.until("the token", file.is_file)
        return execution, file.read_text(encoding="utf-8")

    def test_success_comes_back_once(self):
        execution, token = self.ask(self.create("success", callback()), "success")
        self.assertEqual(self.client.describe_execution(executionArn=execution)["status"], "RUNNING")
        self.refused(
            "InvalidOutput",
            "Invalid Output: 'Unrecognized token 'no': was expecting (JSON String, Number, Array, Object or token "
            "'null', 'true' or 'false')'",
            "send_task_success",
            taskToken=token,
            output="no",
        )
        self.client.send_task_success(taskToken=token, output='{"approved": true}')
        status, output = self.outcome(execution)
        self.assertEqual((status, output["answer"]), ("SUCCEEDED", {"approved": True}))
        types = [event["type"] for event in self.client.get_execution_history(executionArn=execution)["events"]]
        self.assertEqual(
            types,
            [
                "ExecutionStarted",
                "TaskStateEntered",
                "TaskScheduled",
                "TaskStarted",
                "TaskSubmitted",
                "TaskSucceeded",
                "TaskStateExited",
                "ExecutionSucceeded",
            ],
        )
        with self.assertRaises(self.client.exceptions.TaskTimedOut):
            self.client.send_task_success(taskToken=token, output="{}")

    def test_failure_can_be_caught(self):
        execution, token = self.ask(self.create("failure", callback()), "failure")
        self.client.send_task_failure(taskToken=token, error="Rejected", cause="too dear")
        failed = self.end(execution)
        self.assertEqual((failed["status"], failed["error"], failed["cause"]), ("FAILED", "Rejected", "too dear"))

        caught = json.loads(callback(Catch=[{"ErrorEquals": ["Rejected"], "Next": "Caught"}]))
        caught["States"]["Caught"] = {"Type": "Pass", "End": True}
        execution, token = self.ask(self.create("caught", json.dumps(caught)), "caught")
        self.client.send_task_failure(taskToken=token, error="Rejected", cause="too dear")
        self.assertEqual(self.outcome(execution), ("SUCCEEDED", {"Error": "Rejected", "Cause": "too dear"}))

    def test_a_heartbeat_keeps_a_task_waiting(self):
        pause = timedelta(seconds=3)
        machine = self.create("heartbeat", callback(HeartbeatSeconds=pause.seconds))
        execution, token = self.ask(machine, "heartbeat")
        beaten = datetime.now(timezone.utc)
        self.client.send_task_heartbeat(taskToken=token)
        failed = self.end(execution)
        self.assertEqual((failed["status"], failed["error"]), ("FAILED", "States.Timeout"))
        # The end is told in milliseconds, cut off.
        self.assertGreaterEqual(failed["stopDate"], beaten + pause - timedelta(milliseconds=1))
        with self.assertRaises(self.client.exceptions.TaskTimedOut):
            self.client.send_task_heartbeat(taskToken=token)

    def test_what_is_no_token(self):
        for action, more in [
            ("send_task_success", {"output": "{}"}),
            ("send_task_failure", {}),
            ("send_task_heartbeat", {}),
        ]:
            with self.subTest(action):
                self.refused("InvalidToken", "Invalid Token: 'Invalid token'", action, taskToken="x", **more)
