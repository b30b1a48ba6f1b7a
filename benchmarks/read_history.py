"""Read the history in the current folder and say how much was found; run by history.py."""

from __future__ import annotations

import sys
from pathlib import Path

from publisher.repository import open_repository

history = open_repository(Path()).history
revisions = [one for policy in history.policies.values() for one in policy.revisions]
dates = {policy.id: policy.revisions[-1].commit for policy in history.policies.values()}
if len({one.blob for one in revisions}) != int(sys.argv[1]):
    sys.exit(f"{len(revisions)} revisions, not all of {sys.argv[1]} contents")
print(f"{len(revisions)} revisions of {len(dates)} policies")
