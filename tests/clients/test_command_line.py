"""The AWS CLI: the verbs people type, the JSON they get, and the exit codes that scripts look at."""

import json
import os
import subprocess
import sys
from pathlib import Path

from case import Case
from definitions import FAIL, PASS, ROLE, WAIT, callback
from server import ARNS, environment

# The command stands beside the interpreter of the virtual environment.
AWS = Path(sys.executable).with_name("aws")

# What the CLI of version 1 exits with when the service refuses, and when the command line is wrong.
REFUSED = {254, 255}
MISTYPED = {2, 252}


class CommandLine(Case):
    def aws(self, verb: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        command = [AWS, "stepfunctions", verb, "--endpoint-url", self.server.url, *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, env=environment(**variables), check=False
        )

    def answer(self, verb: str, *arguments: str):
        """The JSON of a command that succeeds."""
        done = self.aws(verb, *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def test_an_execution_from_the_shell(self):
        file = self.server.folder / "pass.asl.json"
        file.write_text(PASS, encoding="utf-8")
        created = self.answer(
            "create-state-machine", "--name", "shell", "--definition", f"file://{file}", "--role-arn", ROLE
        )
        arn = created["stateMachineArn"]
        self.assertEqual(arn, f"{ARNS}:stateMachine:shell")
        started = self.answer(
            "start-execution", "--state-machine-arn", arn, "--name", "one", "--input", '{"a": 1}'
        )
        execution = started["executionArn"]
        self.assertEqual(set(started), {"executionArn", "startDate"})
        self.end(execution)
        found = self.answer("describe-execution", "--execution-arn", execution)
        self.assertEqual((found["status"], found["input"]), ("SUCCEEDED", '{"a": 1}'))
        self.assertEqual(json.loads(found["output"]), {"a": 1, "said": "hello"})
        # The CLI turns pages by itself.
        history = self.answer("get-execution-history", "--execution-arn", execution, "--page-size", "1")
        self.assertEqual(
            [event["type"] for event in history["events"]],
            ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
        )
        listed = self.answer(
            "list-executions", "--state-machine-arn", arn, "--query", "executions[].name", "--status-filter", "FAILED"
        )
        self.assertEqual(listed, [])

    def test_stopping(self):
        execution = self.start(self.create("stopping", WAIT))
        stopped = self.answer("stop-execution", "--execution-arn", execution, "--error", "Enough", "--cause", "now")
        self.assertEqual(set(stopped), {"stopDate"})
        self.assertEqual(self.outcome(execution), ("ABORTED", "Enough"))

    def test_sending_tokens_back(self):
        machine = self.create("callback", callback())
        cases = [
            ("send-task-success", ["--task-output", '{"by": "hand"}'], "SUCCEEDED"),
            ("send-task-failure", ["--error", "Rejected", "--cause", "too dear"], "FAILED"),
        ]
        for verb, arguments, status in cases:
            with self.subTest(verb):
                file = self.server.folder / verb
                execution = self.start(machine, {"file": str(file)})
                self.until("the token", file.is_file)
                self.answer(verb, "--task-token", file.read_text(encoding="utf-8"), *arguments)
                self.assertEqual(self.outcome(execution)[0], status)

    def test_exit_codes_and_messages(self):
        unknown = f"{ARNS}:execution:m:unknown"
        refused = "An error occurred ({}) when calling the {} operation: {}"
        cases = [
            (
                "describe-execution",
                ["--execution-arn", unknown],
                REFUSED,
                refused.format("ExecutionDoesNotExist", "DescribeExecution", f"Execution Does Not Exist: '{unknown}'"),
            ),
            (
                "create-state-machine",
                ["--name", "bad", "--definition", "{}", "--role-arn", ROLE],
                REFUSED,
                refused.format(
                    "InvalidDefinition",
                    "CreateStateMachine",
                    "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, "
                    "StartAt] at /'",
                ),
            ),
            (
                "list-activities",
                [],
                REFUSED,
                refused.format(
                    "UnsupportedOperation",
                    "ListActivities",
                    "ListActivities is not supported yet by this version of Stepwell",
                ),
            ),
            ("start-execution", [], MISTYPED, "--state-machine-arn"),
        ]
        for verb, arguments, codes, message in cases:
            with self.subTest(verb):
                done = self.aws(verb, *arguments)
                self.assertIn(done.returncode, codes, done)
                self.assertIn(message, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_synchronous_start_is_refused_by_name(self):
        variables = {"AWS_DISABLE_HOST_PREFIX_INJECTION": "true"}
        arn = f"{ARNS}:stateMachine:m"
        done = self.aws("start-sync-execution", "--state-machine-arn", arn, **variables)
        self.assertIn(done.returncode, REFUSED, done)
        self.assertIn("StartSyncExecution is not supported yet by this version of Stepwell", done.stderr)

    def test_the_endpoint_may_stand_in_a_variable(self):
        execution = self.start(self.create("variable", FAIL))
        self.end(execution)
        command = [AWS, "stepfunctions", "describe-execution", "--execution-arn", execution]
        command += ["--query", "[status, error]", "--output", "text"]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=60,
            env=environment(AWS_ENDPOINT_URL=self.server.url),
            check=False,
        )
        self.assertEqual((done.returncode, done.stdout), (0, f"FAILED\tBroken{os.linesep}"), done)
