"""Definitions that the tests use, as text."""

import json

ROLE = "arn:aws:iam::123456789012:role/clients"


def machine(**states: dict) -> str:
    """A machine of these states, the first of which is the first."""
    return json.dumps({"StartAt": next(iter(states)), "States": states})


PASS = machine(Say={"Type": "Pass", "Result": "hello", "ResultPath": "$.said", "End": True})
SAY_MORE = machine(Say={"Type": "Pass", "Result": "good evening", "ResultPath": "$.said", "End": True})
FAIL = machine(Fail={"Type": "Fail", "Error": "Broken", "Cause": "it was meant to"})
WAIT = machine(Wait={"Type": "Wait", "Seconds": 3600, "End": True})

# Six events for each item, so that a history has several pages.
MAP = machine(
    Each={
        "Type": "Map",
        "ItemProcessor": {
            "StartAt": "Item",
            "States": {"Item": {"Type": "Pass", "Next": "Again"}, "Again": {"Type": "Pass", "End": True}},
        },
        "End": True,
    }
)


def function(name: str, **more: object) -> str:
    """A machine that calls a function by its bare ARN."""
    resource = f"arn:aws:lambda:us-east-1:123456789012:function:{name}"
    return machine(Call={"Type": "Task", "Resource": resource, "TimeoutSeconds": 30, "End": True, **more})


def callback(**more: object) -> str:
    """A machine that hands on a task token and waits until it comes back."""
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {
            "FunctionName": "keep-token",
            "Payload": {"token.$": "$$.Task.Token", "file.$": "$.file"},
        },
        "ResultPath": "$.answer",
        "End": True,
        **more,
    }
    return machine(Ask=call)


def nested(child: str) -> str:
    """A machine that starts another one and waits for its end."""
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {
            "StateMachineArn": child,
            "Input": {"from": "parent", "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id"},
        },
        "OutputPath": "$.Output",
        "End": True,
    }
    return machine(Call=call)
