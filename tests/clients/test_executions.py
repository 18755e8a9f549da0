"""Executions by AWS's client in Python: starting, looking, listing, reading the history, stopping."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from botocore.exceptions import ClientError

from case import Case
from definitions import FAIL, MAP, PASS, ROLE, SAY_MORE, WAIT, function, machine, nested
from server import ARNS


class Executions(Case):
    def test_from_the_start_to_the_end(self):
        arn = self.create("pass", PASS)
        started = self.client.start_execution(stateMachineArn=arn, name="one", input='{"a" : 1}')
        self.assertEqual(started["executionArn"], f"{ARNS}:execution:pass:one")
        self.assertIsInstance(started["startDate"], datetime)
        ended = self.end(started["executionArn"])
        self.assertEqual(
            {name: ended[name] for name in ["executionArn", "stateMachineArn", "name", "status", "input"]},
            {
                "executionArn": started["executionArn"],
                "stateMachineArn": arn,
                "name": "one",
                "status": "SUCCEEDED",
                "input": '{"a" : 1}',
            },
        )
        self.assertEqual(json.loads(ended["output"]), {"a": 1, "said": "hello"})
        self.assertEqual((ended["inputDetails"], ended["outputDetails"]), ({"included": True}, {"included": True}))
        self.assertEqual(ended["startDate"], started["startDate"])
        self.assertGreaterEqual(ended["stopDate"], ended["startDate"])

    def test_a_name_is_given_where_none_was(self):
        execution = self.start(self.create("nameless", PASS))
        name = execution.rsplit(":", 1)[1]
        self.assertEqual(str(uuid.UUID(name)), name)
        self.assertEqual(self.outcome(execution), ("SUCCEEDED", {"said": "hello"}))

    def test_the_same_start_twice(self):
        arn = self.create("twice", WAIT)
        request = {"stateMachineArn": arn, "name": "same", "input": '{"a":1}'}
        first, again = self.client.start_execution(**request), self.client.start_execution(**request)
        self.assertEqual(
            (first["executionArn"], first["startDate"]), (again["executionArn"], again["startDate"])
        )
        message = f"Execution Already Exists: '{first['executionArn']}'"
        other = request | {"input": '{"a":2}'}
        self.refused("ExecutionAlreadyExists", message, "start_execution", **other)
        self.client.stop_execution(executionArn=first["executionArn"])
        self.end(first["executionArn"])
        self.refused("ExecutionAlreadyExists", message, "start_execution", **request)

    def test_many_starts_at_once(self):
        arn = self.create("at-once", WAIT)

        def start(value):
            try:
                return self.start(arn, value, name="contested")
            except self.client.exceptions.ExecutionAlreadyExists:
                return None

        with ThreadPoolExecutor(8) as pool:
            same = list(pool.map(start, [{"a": 1}] * 8))
        self.assertEqual(set(same), {f"{ARNS}:execution:at-once:contested"})
        with ThreadPoolExecutor(8) as pool:
            others = list(pool.map(start, range(8)))
        self.assertEqual(set(others), {None})

    def test_words_of_all_languages(self):
        arn = self.create("zähler-数", PASS)
        execution = self.start(arn, {"greeting": "Grüße 🙂"}, name="première")
        self.assertEqual(execution, f"{ARNS}:execution:zähler-数:première")
        self.assertEqual(self.outcome(execution), ("SUCCEEDED", {"greeting": "Grüße 🙂", "said": "hello"}))

    def test_the_largest_input(self):
        arn = self.create("large", machine(End={"Type": "Succeed"}))
        largest = json.dumps("x" * (262_144 - 2))
        started = self.client.start_execution(stateMachineArn=arn, input=largest)
        ended = self.end(started["executionArn"])
        self.assertEqual((ended["status"], ended["input"], ended["output"]), ("SUCCEEDED", largest, largest))
        with self.assertRaises(ClientError) as caught:
            self.client.start_execution(stateMachineArn=arn, input=largest.replace("xx", "xxx", 1))
        error = caught.exception.response["Error"]
        self.assertEqual(error["Code"], "ValidationException")
        self.assertTrue(error["Message"].endswith("Member must have length less than or equal to 262144"))

    def test_failure_and_stop(self):
        failed = self.end(self.start(self.create("fail", FAIL)))
        self.assertEqual(
            (failed["status"], failed["error"], failed["cause"]), ("FAILED", "Broken", "it was meant to")
        )
        execution = self.start(self.create("stop", WAIT))
        stopped = self.client.stop_execution(executionArn=execution, error="Enough", cause="it took too long")
        self.assertIsInstance(stopped["stopDate"], datetime)
        found = self.end(execution)
        self.assertEqual(
            (found["status"], found["error"], found["cause"]), ("ABORTED", "Enough", "it took too long")
        )
        self.assertEqual(found["stopDate"], stopped["stopDate"])
        newest = self.client.get_execution_history(executionArn=execution, reverseOrder=True, maxResults=1)
        self.assertEqual(newest["events"][0]["type"], "ExecutionAborted")
        self.assertEqual(
            newest["events"][0]["executionAbortedEventDetails"], {"error": "Enough", "cause": "it took too long"}
        )

    def test_functions_in_another_language(self):
        execution = self.start(self.create("add", function("add")), {"numbers": [1, 2, 3]})
        self.assertEqual(self.outcome(execution), ("SUCCEEDED", {"sum": 6}))
        execution = self.start(self.create("refuse", function("refuse")), {"reason": "too heavy"})
        failed = self.end(execution)
        self.assertEqual((failed["status"], failed["error"]), ("FAILED", "OrderRefused"))
        self.assertEqual(json.loads(failed["cause"])["errorMessage"], "too heavy")

    def test_the_history_has_pages(self):
        execution = self.start(self.create("map", MAP), list(range(40)))
        self.assertEqual(self.outcome(execution)[0], "SUCCEEDED")
        paginator = self.client.get_paginator("get_execution_history")
        pages = list(paginator.paginate(executionArn=execution, PaginationConfig={"PageSize": 50}))
        self.assertGreater(len(pages), 4)
        events = [event for page in pages for event in page["events"]]
        self.assertEqual([event["id"] for event in events], list(range(1, len(events) + 1)))
        self.assertTrue(all(isinstance(event["timestamp"], datetime) for event in events))
        self.assertTrue(all(event["previousEventId"] < event["id"] for event in events))
        self.assertEqual((events[0]["type"], events[-1]["type"]), ("ExecutionStarted", "ExecutionSucceeded"))
        self.assertEqual(events[0]["executionStartedEventDetails"]["roleArn"], ROLE)
        self.assertEqual(json.loads(events[0]["executionStartedEventDetails"]["input"]), list(range(40)))
        backwards = paginator.paginate(executionArn=execution, reverseOrder=True).build_full_result()["events"]
        self.assertEqual(list(reversed(backwards)), events)
        bare = self.client.get_execution_history(executionArn=execution, includeExecutionData=False, maxResults=1)
        self.assertNotIn("input", bare["events"][0]["executionStartedEventDetails"])

    def test_lists_with_a_status(self):
        arn = self.create("list", FAIL)
        failed = {self.start(arn) for _ in range(5)}
        for execution in failed:
            self.end(execution)
        self.client.update_state_machine(stateMachineArn=arn, definition=WAIT)
        running = self.until("the new revision", lambda: self.running(arn))

        def listed(**arguments):
            pages = self.client.get_paginator("list_executions").paginate(
                stateMachineArn=arn, PaginationConfig={"PageSize": 2}, **arguments
            )
            return [found for page in pages for found in page["executions"]]

        # Lists may lag behind.
        def ended():
            return failed <= {one["executionArn"] for one in listed(statusFilter="FAILED")}

        self.until("the list of the failed", ended)
        self.assertTrue(all(one["status"] == "FAILED" for one in listed(statusFilter="FAILED")))
        self.assertEqual([one["executionArn"] for one in listed(statusFilter="RUNNING")], [running])
        everything = listed()
        starts = [one["startDate"] for one in everything]
        self.assertEqual(starts, sorted(starts, reverse=True))
        self.assertIn("stopDate", next(one for one in everything if one["status"] == "FAILED"))
        self.assertEqual(listed(statusFilter="SUCCEEDED"), [])

    def running(self, arn: str):
        """An execution that waits: the old revision may be used for a moment after an update."""
        execution = self.start(arn)
        found = self.client.get_execution_history(executionArn=execution, maxResults=2)
        entered = [event for event in found["events"] if event["type"] == "WaitStateEntered"]
        return execution if entered else None

    def test_an_execution_keeps_its_revision(self):
        arn = self.create("revision", WAIT)
        execution = self.start(arn)
        self.client.update_state_machine(stateMachineArn=arn, definition=SAY_MORE)
        found = self.client.describe_state_machine_for_execution(executionArn=execution)
        self.assertEqual((found["stateMachineArn"], found["definition"], found["roleArn"]), (arn, WAIT, ROLE))
        self.assertIsInstance(found["updateDate"], datetime)

    def test_one_execution_starts_another(self):
        child = self.create("child", PASS)
        execution = self.start(self.create("parent", nested(child)))
        self.assertEqual(
            self.outcome(execution),
            (
                "SUCCEEDED",
                {"from": "parent", "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID": execution, "said": "hello"},
            ),
        )
        events = self.client.get_execution_history(executionArn=execution)["events"]
        submitted = next(event for event in events if event["type"] == "TaskSubmitted")
        started = json.loads(submitted["taskSubmittedEventDetails"]["output"])["ExecutionArn"]
        self.assertEqual(self.client.describe_execution(executionArn=started)["stateMachineArn"], child)

    def test_refusals(self):
        arn = self.create("refusals", PASS)
        unknown = f"{ARNS}:execution:refusals:unknown"
        missing = ("ExecutionDoesNotExist", f"Execution Does Not Exist: '{unknown}'")
        invalid = ("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'")
        execution = self.start(arn)
        cases = [
            (*missing, "describe_execution", {"executionArn": unknown}),
            (*missing, "get_execution_history", {"executionArn": unknown}),
            (*missing, "stop_execution", {"executionArn": unknown}),
            (*missing, "describe_state_machine_for_execution", {"executionArn": unknown}),
            (*invalid, "describe_execution", {"executionArn": "x"}),
            (*invalid, "list_executions", {"stateMachineArn": "x"}),
            (*invalid, "start_execution", {"stateMachineArn": "x"}),
            ("InvalidName", "Invalid Name: 'a/b'", "start_execution", {"stateMachineArn": arn, "name": "a/b"}),
            (
                "InvalidExecutionInput",
                "Invalid State Machine Execution Input: 'Unrecognized token 'no': was expecting (JSON String, "
                "Number, Array, Object or token 'null', 'true' or 'false')'",
                "start_execution",
                {"stateMachineArn": arn, "input": "no"},
            ),
            (
                "StateMachineDoesNotExist",
                f"State Machine Does Not Exist: '{ARNS}:stateMachine:unknown'",
                "start_execution",
                {"stateMachineArn": f"{ARNS}:stateMachine:unknown"},
            ),
            (
                "InvalidToken",
                "Invalid Token: 'Invalid token'",
                "get_execution_history",
                {"executionArn": execution, "nextToken": "x"},
            ),
            (
                "ValidationException",
                "1 validation error detected: Value 'failed' at 'statusFilter' failed to satisfy constraint: Member "
                "must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
                "list_executions",
                {"stateMachineArn": arn, "statusFilter": "failed"},
            ),
            (
                "ValidationException",
                "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must "
                "have value less than or equal to 1000",
                "list_executions",
                {"stateMachineArn": arn, "maxResults": 1001},
            ),
        ]
        for code, message, action, arguments in cases:
            with self.subTest(action, code=code):
                self.refused(code, message, action, **arguments)
