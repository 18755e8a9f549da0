"""The commands that the documents tell people to type, taken from them letter for letter.

The examples are copied to a folder of their own, laid out like the repository, and only the address of the server is
another one.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

from case import Case
from server import ARNS, PROGRAMS, REPOSITORY, Server, environment

ADDRESS = "http://127.0.0.1:8083"


def commands(document: str, words: str) -> str:
    """The shell commands of the one block of a document that has these words in it."""
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE) if words in block]
    if len(blocks) != 1:
        raise AssertionError(f"{document} has {len(blocks)} blocks with `{words}`")
    return blocks[0]


class Documents(Case):
    @classmethod
    def setUpClass(cls):
        cls.root = Path(tempfile.mkdtemp(prefix="stepwell-documents-"))
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        without = shutil.ignore_patterns("data", "target")
        shutil.copytree(REPOSITORY / "examples", cls.root / "examples", ignore=without)
        (cls.root / "target").mkdir()
        (cls.root / "target" / "debug").symlink_to(PROGRAMS.resolve())
        example = cls.root / "examples" / "etl-approval"
        subprocess.run([PROGRAMS.resolve() / "make-orders"], cwd=example, check=True, capture_output=True, timeout=60)
        cls.server = Server(example / "stepwell.toml")
        cls.addClassCleanup(cls.server.stop)
        cls.client = cls.server.client()
        cls.addClassCleanup(cls.client.close)

    def shell(self, script: str) -> str:
        """Types commands into a shell that knows nothing of AWS; all of them must succeed."""
        variables = environment(STEPWELL_ENDPOINT=self.server.url)
        # What the documents tell to export is what there is.
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"]:
            del variables[name]
        beside = Path(sys.executable).parent
        variables["PATH"] = f"{beside}:{self.root / 'target' / 'debug'}:{variables['PATH']}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script.replace(ADDRESS, self.server.url)],
            cwd=self.root,
            env=variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, 0, f"{script}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_a_start_by_curl(self):
        started = json.loads(self.shell(commands("README.md", "curl ")))
        arn = started["executionArn"]
        self.assertTrue(arn.startswith(f"{ARNS}:execution:etl-approval:"), arn)
        page = self.server.url + started["links"]["self"]
        asked = urllib.request.Request(page, headers={"accept": "text/html"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            self.assertEqual(answer.headers.get_content_type(), "text/html")
        self.client.stop_execution(executionArn=arn)

        started = json.loads(self.shell(commands("examples/hello-world/README.md", "curl ")))
        status, output = self.outcome(started["executionArn"])
        self.assertEqual((status, output["said"]), ("SUCCEEDED", {"greeting": "Hello", "to": "world"}))

    def test_a_list_by_the_command_line(self):
        listed = json.loads(self.shell(commands("README.md", "aws stepfunctions")))
        names = [machine["name"] for machine in listed["stateMachines"]]
        self.assertEqual(names, ["etl-approval", "etl-request-response", "etl-wait-for-callback", "hello-world"])

    def test_the_callback_by_hand(self):
        document = "examples/etl-approval/README.md"
        name = "night-1"
        self.shell(commands(document, f"--name {name}"))
        arn = f"{ARNS}:execution:etl-wait-for-callback:{name}"
        self.until("the callback is waited for", lambda: "TaskSubmitted" in self.types(arn))
        self.shell(commands(document, "../../target/debug/filter-orders "))
        self.shell(commands(document, "send-task-success"))
        self.until("the approval is waited for", lambda: self.types(arn).count("TaskSubmitted") == 2)
        events = self.client.get_execution_history(executionArn=arn)["events"]
        first = next(event for event in events if event["type"] == "TaskSucceeded")
        self.assertEqual(json.loads(first["taskSucceededEventDetails"]["output"]), {"ranBy": "the other team"})
        self.client.stop_execution(executionArn=arn)

    def types(self, execution: str) -> list[str]:
        """Types of the events so far."""
        return [event["type"] for event in self.client.get_execution_history(executionArn=execution)["events"]]
