"""The demo's times, in a fresh folder: collect → publish of the sample portal, and until the first page is served.

Prints seconds from the start of `anhduong demo` to: the first collection done, the first posts published, the
second visit done, the first served page. The issue's limits: 30 s for collect → publish, 120 s to the first page.
"""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_page(url: str, started: float, limit: float) -> float:
    while time.monotonic() - started < limit:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return time.monotonic() - started
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return float("nan")


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    port, portal_port = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        command = [sys.executable, "-u", "-m", "pipeline", "demo", "--dir", folder]
        demo = subprocess.Popen(
            [*command, "--port", str(port), "--portal-port", str(portal_port)], stdout=subprocess.PIPE, text=True
        )
        lines: list[tuple[float, str]] = []

        def read() -> None:
            assert demo.stdout is not None
            lines.extend((time.monotonic() - started, line.rstrip()) for line in demo.stdout)

        reader = threading.Thread(target=read)
        reader.start()
        served = first_page(f"http://127.0.0.1:{port}/dang-nhap", started, 120)
        stopping = time.monotonic()
        demo.send_signal(signal.SIGINT)
        code = demo.wait(60)
        reader.join()
        stopped = time.monotonic() - stopping
    for seconds, line in lines:
        print(f"{seconds:7.2f} s  {line}")
    print(f"{served:7.2f} s  first served page")
    print(f"Ctrl-C to end: {stopped:.2f} s, exit code {code}")


if __name__ == "__main__":
    main()
