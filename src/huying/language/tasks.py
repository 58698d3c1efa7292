"""Jobs of the queue: learning anew, once a night."""

import subprocess
import sys
from pathlib import Path

from procrastinate.contrib.django import app

LONGEST = 3 * 60 * 60  # seconds


@app.periodic(cron="30 18 * * *")  # UTC: half past two at night in China
@app.task(name="language.train", queueing_lock="train", lock="train")
def train_nightly(timestamp: int) -> None:
    """Train in a process of its own: what learning needs (scikit-learn) would stay in the worker's memory for good."""
    subprocess.run([Path(sys.executable).with_name("huying"), "train"], check=True, timeout=LONGEST)
