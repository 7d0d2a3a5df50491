"""A real browser for tests: Chromium without a window, driven over the two pipes that it offers for that.

Source: Chrome DevTools Protocol, `--remote-debugging-pipe`: JSON messages, each ended by a zero byte.
"""

import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SECONDS = 60.0


def chromium() -> str:
    """The browser's program. A machine without one cannot say whether pages work, so that is a failure."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"none of {', '.join(NAMES)} is installed; scripts/test installs one"
    return found


class Browser:
    """One tab."""

    def __init__(self, process: "subprocess.Popen[bytes]", out: int, into: int) -> None:
        self.process, self.out, self.into = process, out, into
        self.number = 0
        self.session = ""
        self.rest = b""
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command, and its answer; what happens meanwhile goes to `events`."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.into, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + SECONDS
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.out], [], [], max(0.0, end - time.monotonic()))
            assert ready, "the browser does not answer"
            data = os.read(self.out, 1 << 20)
            assert data, "the browser has ended"
            self.rest += data
        message, _, self.rest = self.rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def attach(self) -> None:
        """A tab of its own."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.session = session
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def open(self, path: Path) -> None:
        """Load a file, and wait until it is loaded."""
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        end = time.monotonic() + SECONDS
        while not self.evaluate("document.readyState === 'complete'"):
            assert time.monotonic() < end, "the page does not load"
        assert self.evaluate("location.href") == path.as_uri()

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page; an exception there is one here."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str, code: int, text: str = "") -> None:
        """One key, as a person presses it: to whatever has the focus."""
        known = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **known)
        self.call("Input.dispatchKeyEvent", type="keyUp", **known)

    def type(self, text: str) -> None:
        """Words into what has the focus."""
        self.call("Input.insertText", text=text)

    @property
    def fetched(self) -> list[str]:
        """What came since the page was opened, the page among it; what a policy refused did not come."""
        came = [one for one in self.events if one.get("method") == "Network.responseReceived"]
        return [one["params"]["response"]["url"] for one in came]


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser with everything of its own in a folder; it reads pages of ours only."""
    low_read, into = os.pipe()
    out, low_write = os.pipe()
    # above 9, so that neither is in the way of the numbers that the browser wants
    to_read, to_write = (fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (low_read, low_write))
    os.close(low_read)
    os.close(low_write)
    flags = [
        "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-dev-shm-usage",
        "--no-sandbox",  # in a container there is none to be had, and nothing of strangers is opened
        f"--user-data-dir={folder / 'profile'}", "--remote-debugging-pipe",
    ]  # fmt: skip
    # the browser reads commands from 3 and writes answers to 4
    start = ["bash", "-c", f'exec "$@" 3<&{to_read} 4>&{to_write}', "bash", chromium(), *flags]
    process = subprocess.Popen(
        start,
        pass_fds=(to_read, to_write),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )
    os.close(to_read)
    os.close(to_write)
    try:
        tab = Browser(process, out, into)
        tab.attach()
        yield tab
        tab.session = ""
        tab.call("Browser.close")
        process.wait(SECONDS)
    finally:
        process.kill()
        process.wait()
        os.close(out)
        os.close(into)
