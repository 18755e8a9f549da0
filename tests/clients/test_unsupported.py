"""What AWS's client can ask for and this version cannot do: the answer says so and names it."""

import socket
from unittest import mock

from botocore.exceptions import ClientError

from case import Case
from definitions import PASS, ROLE
from server import ARNS

MACHINE = f"{ARNS}:stateMachine:m"
EXECUTION = f"{ARNS}:execution:m:e"
ACTIVITY = f"{ARNS}:activity:a"
ALIAS = f"{MACHINE}:alias"
MAP_RUN = f"{ARNS}:mapRun:m/l:00000000-0000-0000-0000-000000000000"
ROUTES = [{"stateMachineVersionArn": f"{MACHINE}:1", "weight": 100}]

# Every action of the service that is missing here, with a request that the client itself does not refuse.
MISSING = {
    "create_activity": {"name": "a"},
    "create_state_machine_alias": {"name": "alias", "routingConfiguration": ROUTES},
    "delete_activity": {"activityArn": ACTIVITY},
    "delete_state_machine_alias": {"stateMachineAliasArn": ALIAS},
    "delete_state_machine_version": {"stateMachineVersionArn": f"{MACHINE}:1"},
    "describe_activity": {"activityArn": ACTIVITY},
    "describe_map_run": {"mapRunArn": MAP_RUN},
    "describe_state_machine_alias": {"stateMachineAliasArn": ALIAS},
    "get_activity_task": {"activityArn": ACTIVITY},
    "list_activities": {},
    "list_map_runs": {"executionArn": EXECUTION},
    "list_state_machine_aliases": {"stateMachineArn": MACHINE},
    "list_state_machine_versions": {"stateMachineArn": MACHINE},
    "list_tags_for_resource": {"resourceArn": MACHINE},
    "publish_state_machine_version": {"stateMachineArn": MACHINE},
    "redrive_execution": {"executionArn": EXECUTION},
    "start_sync_execution": {"stateMachineArn": MACHINE},
    "tag_resource": {"resourceArn": MACHINE, "tags": [{"key": "k", "value": "v"}]},
    "test_state": {"definition": '{"Type": "Succeed"}'},
    "untag_resource": {"resourceArn": MACHINE, "tagKeys": ["k"]},
    "update_map_run": {"mapRunArn": MAP_RUN, "maxConcurrency": 1},
    "update_state_machine_alias": {"stateMachineAliasArn": ALIAS, "description": "d"},
}

# Every action that is there.
THERE = {
    "create_state_machine",
    "delete_state_machine",
    "describe_execution",
    "describe_state_machine",
    "describe_state_machine_for_execution",
    "get_execution_history",
    "list_executions",
    "list_state_machines",
    "send_task_failure",
    "send_task_heartbeat",
    "send_task_success",
    "start_execution",
    "stop_execution",
    "update_state_machine",
    "validate_state_machine_definition",
}


def not_yet(what: str) -> str:
    return f"{what} not supported yet by this version of Stepwell"


class Unsupported(Case):
    def test_every_action_is_there_or_is_known_to_be_missing(self):
        self.assertEqual(set(self.client.meta.method_to_api_mapping), THERE | set(MISSING))

    def test_missing_actions_are_named(self):
        # Two of them go to a host of their own, which only a resolver could find.
        client = self.server.client(inject_host_prefix=False)
        self.addCleanup(client.close)
        for action, request in MISSING.items():
            with self.subTest(action):
                name = client.meta.method_to_api_mapping[action]
                self.refused("UnsupportedOperation", not_yet(f"{name} is"), action, client=client, **request)

    def test_the_host_of_synchronous_starts_is_answered_to(self):
        resolve = socket.getaddrinfo

        def resolve_here(host, *rest, **more):
            self.assertEqual(host, "sync-127.0.0.1")
            return resolve("127.0.0.1", *rest, **more)

        with mock.patch("socket.getaddrinfo", resolve_here):
            message = not_yet("StartSyncExecution is")
            self.refused("UnsupportedOperation", message, "start_sync_execution", stateMachineArn=MACHINE)

    def test_missing_parts_of_actions_are_named(self):
        request = {"name": "parts", "definition": PASS, "roleArn": ROLE}
        cases = [
            ("`publish` is", "create_state_machine", request | {"publish": True}),
            ("`tags` are", "create_state_machine", request | {"tags": [{"key": "k", "value": "v"}]}),
        ]
        for what, action, arguments in cases:
            with self.subTest(what):
                self.refused("UnsupportedOperation", not_yet(what), action, **arguments)

    def test_express_workflows_are_refused_when_started(self):
        created = self.client.create_state_machine(name="express", definition=PASS, roleArn=ROLE, type="EXPRESS")
        arn = created["stateMachineArn"]
        message = not_yet("StartExecution of an EXPRESS state machine is")
        self.refused("UnsupportedOperation", message, "start_execution", stateMachineArn=arn)
        message = "This operation is not supported by this type of state machine"
        self.refused("StateMachineTypeNotSupported", message, "list_executions", stateMachineArn=arn)

    def test_an_unknown_error_is_a_client_error_too(self):
        with self.assertRaisesRegex(ClientError, r"\(UnsupportedOperation\) when calling the ListActivities operation"):
            self.client.list_activities()
