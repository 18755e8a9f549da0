"""State machines from their creation to their deletion, by AWS's client in Python."""

import json
from datetime import datetime

from case import Case
from definitions import FAIL, PASS, ROLE, SAY_MORE, WAIT, machine
from server import ARNS


class StateMachines(Case):
    def test_a_life(self):
        arn = self.create("life", PASS)
        found = self.client.describe_state_machine(stateMachineArn=arn)
        self.assertEqual(
            {name: found[name] for name in ["stateMachineArn", "name", "status", "definition", "roleArn", "type"]},
            {
                "stateMachineArn": arn,
                "name": "life",
                "status": "ACTIVE",
                "definition": PASS,
                "roleArn": ROLE,
                "type": "STANDARD",
            },
        )
        self.assertIsInstance(found["creationDate"], datetime)
        self.assertIsNotNone(found["creationDate"].tzinfo)
        self.assertEqual(found["loggingConfiguration"], {"level": "OFF", "includeExecutionData": False})
        self.assertNotIn("revisionId", found)

        updated = self.client.update_state_machine(stateMachineArn=arn, definition=SAY_MORE)
        self.assertGreaterEqual(updated["updateDate"], found["creationDate"])
        again = self.client.describe_state_machine(stateMachineArn=arn)
        self.assertEqual((again["definition"], again["revisionId"]), (SAY_MORE, updated["revisionId"]))

        listed = self.client.list_state_machines()["stateMachines"]
        self.assertIn(
            {"stateMachineArn": arn, "name": "life", "type": "STANDARD", "creationDate": found["creationDate"]}, listed
        )

        self.client.delete_state_machine(stateMachineArn=arn)
        self.client.delete_state_machine(stateMachineArn=arn)
        self.refused(
            "StateMachineDoesNotExist",
            f"State Machine Does Not Exist: '{arn}'",
            "describe_state_machine",
            stateMachineArn=arn,
        )

    def test_the_same_creation_twice(self):
        request = {"name": "twice", "definition": PASS, "roleArn": ROLE}
        first = self.client.create_state_machine(**request)
        again = self.client.create_state_machine(**request)
        self.assertEqual(first["creationDate"], again["creationDate"])
        arn = first["stateMachineArn"]
        other = request | {"definition": SAY_MORE}
        message = f"State Machine Already Exists: '{arn}'"
        self.refused("StateMachineAlreadyExists", message, "create_state_machine", **other)

    def test_pages_of_a_list(self):
        names = [f"page-{number}" for number in range(5)]
        for name in names:
            self.create(name, PASS)
        pages = list(self.client.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 2}))
        self.assertTrue(all(len(page["stateMachines"]) <= 2 for page in pages))
        listed = [found["name"] for page in pages for found in page["stateMachines"]]
        self.assertEqual([name for name in listed if name.startswith("page-")], names)

    def test_deletion_ends_what_runs(self):
        arn = self.create("ends", WAIT)
        execution = self.start(arn)
        self.client.delete_state_machine(stateMachineArn=arn)
        self.assertEqual(self.outcome(execution)[0], "ABORTED")

    def test_validation(self):
        good = self.client.validate_state_machine_definition(definition=FAIL, type="STANDARD")
        self.assertEqual((good["result"], good["diagnostics"]), ("OK", []))
        bad = machine(One={"Type": "Pass", "Next": "Gone"}, Two={"Type": "Pass", "End": True})
        found = self.client.validate_state_machine_definition(definition=bad)
        self.assertEqual((found["result"], found["truncated"]), ("FAIL", False))
        told = {(one["severity"], one["code"], one["location"]) for one in found["diagnostics"]}
        self.assertIn(("ERROR", "MISSING_TRANSITION_TARGET", "/States/One/Next"), told)
        self.assertTrue(all(one["message"] for one in found["diagnostics"]))

    def test_a_language_that_is_not_there_yet_is_named(self):
        definition = json.dumps(json.loads(PASS) | {"QueryLanguage": "JSONata"})
        found = self.client.validate_state_machine_definition(definition=definition)
        self.assertEqual(found["result"], "FAIL")
        self.assertIn("JSONata", found["diagnostics"][0]["message"])

    def test_refusals(self):
        request = {"name": "refused", "definition": PASS, "roleArn": ROLE}
        unknown = f"{ARNS}:stateMachine:unknown"
        cases = [
            ("InvalidName", "Invalid Name: 'a b'", "create_state_machine", request | {"name": "a b"}),
            (
                "InvalidDefinition",
                "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: "
                "[States, StartAt] at /'",
                "create_state_machine",
                request | {"definition": "{}"},
            ),
            (
                "ValidationException",
                "1 validation error detected: Value '" + "n" * 81 + "' at 'name' failed to satisfy constraint: "
                "Member must have length less than or equal to 80",
                "create_state_machine",
                request | {"name": "n" * 81},
            ),
            ("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'", "describe_state_machine", {"stateMachineArn": "x"}),
            (
                "StateMachineDoesNotExist",
                f"State Machine Does Not Exist: '{unknown}'",
                "update_state_machine",
                {"stateMachineArn": unknown, "definition": PASS},
            ),
            (
                "MissingRequiredParameter",
                "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be "
                "specified",
                "update_state_machine",
                {"stateMachineArn": unknown},
            ),
            ("InvalidToken", "Invalid Token: 'Invalid token'", "list_state_machines", {"nextToken": "x"}),
        ]
        for code, message, action, arguments in cases:
            with self.subTest(action, code=code):
                self.refused(code, message, action, **arguments)
