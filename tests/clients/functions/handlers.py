"""What the functions of `stepwell.toml` do."""

import os


class OrderRefused(Exception):
    """The error that a workflow may catch by its name."""


def add(event: dict) -> dict:
    """Adds the numbers of the event."""
    return {"sum": sum(event["numbers"])}


def refuse(event: dict) -> None:
    """Fails with the reason in the event."""
    raise OrderRefused(event["reason"])


def keep_token(event: dict) -> None:
    """Writes the task token to a file, all of it at once, for whoever is to send it back."""
    unfinished = f"{event['file']}.unfinished"
    with open(unfinished, "w", encoding="utf-8") as file:
        file.write(event["token"])
    os.rename(unfinished, event["file"])
