#!/usr/bin/env python3
"""The API's description passes Redocly's lint and is what labd serves; `promtool` accepts
/metrics."""
import os
import subprocess
import sys

from labd import ROOT, Labd, check, check_equal, run

DESCRIPTION = os.path.join(ROOT, "schema/api/openapi.yaml")


def test(folder):
    lint = subprocess.run(
        [os.path.join(ROOT, "tests/http/node_modules/.bin/redocly"), "lint", "--config",
         os.path.join(ROOT, "schema/api/redocly.yaml"), DESCRIPTION],
        capture_output=True, text=True, errors="replace", timeout=300,
        env={**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
        check=False)
    check_equal(lint.returncode, 0, f"redocly lint: {lint.stdout}{lint.stderr}")
    said = lint.stdout + lint.stderr
    check("is valid" in said and "You have" not in said, f"redocly lint has warnings: {said}")
    labd = Labd(os.path.join(folder, "training"), mode="training").start()
    lead = labd.sign_in("mori")
    lead.enter({"enter": "note.added", "text": "so that something is counted"})
    lead.enter({"enter": "candidate.arrived", "sitting": "nobody"}, 404)
    with open(DESCRIPTION, "rb") as file:
        check_equal(lead.call("GET", "/api/v1/openapi.yaml").body, file.read(), "the description")
    metrics = lead.call("GET", "/metrics")
    promtool = subprocess.run(["promtool", "check", "metrics"], input=metrics.body,
                              capture_output=True, timeout=60, check=False)
    said = (promtool.stdout + promtool.stderr).decode()
    check_equal((promtool.returncode, said.strip()), (0, ""), "promtool check metrics")
    labd.stop()


if __name__ == "__main__":
    sys.exit(run(test))
