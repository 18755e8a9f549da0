"""A server of its own for each class of tests, on a free port, with its data in a folder that is gone afterwards."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

import boto3
from botocore.config import Config

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
PROGRAMS = Path(os.environ.get("STEPWELL_PROGRAMS", REPOSITORY / "target" / "debug"))
REGION = "us-east-1"
ARNS = f"arn:aws:states:{REGION}:123456789012"

# Seconds in which a server must be ready, and in which it must have stopped.
READY_WAIT = 20
STOP_WAIT = 10


class Server:
    """A running `stepwell dev`."""

    def __init__(self, config: Path = HERE / "stepwell.toml"):
        self.folder = Path(tempfile.mkdtemp(prefix="stepwell-clients-"))
        command = [PROGRAMS / "stepwell", "dev", "--port", "0", "--json"]
        command += ["--config", config, "--data", self.folder / "data"]
        self.log = self.folder / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=environment()
            )
        # A server that is never ready is ended, and then the line is empty.
        watchdog = threading.Timer(READY_WAIT, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        try:
            ready = json.loads(line)
        except ValueError:
            told = self.log.read_text(encoding="utf-8", errors="replace")
            self.stop()
            raise RuntimeError(f"the server did not start: {line!r}\n{told}") from None
        self.url = ready["endpoint"]

    def stop(self) -> None:
        """Stops it as a person would, and removes what it kept."""
        self.process.terminate()
        try:
            self.process.wait(STOP_WAIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def client(self, **config):
        """AWS's client with another endpoint, and otherwise as everybody has it, but that it does not try again."""
        return boto3.client(
            "stepfunctions",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="local",
            aws_secret_access_key="local",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=20, **config),
        )


def environment(**more: str) -> dict[str, str]:
    """The variables of this process without anything about an account at AWS."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "STEPWELL_"))}
    return kept | {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    } | more
