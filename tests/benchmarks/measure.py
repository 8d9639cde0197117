# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs one command and writes how long it took, and its processor time and memory.

``python measure.py FILE COMMAND...``. Memory is that of the largest process among the command and
its descendants, at its peak, in MB. The system counts what a process had before it became another
program, too: hence this small parent.
"""

import json
import os
import subprocess
import sys
import time

if __name__ == "__main__":
    start = time.monotonic()
    process = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    found = {
        "seconds": time.monotonic() - start,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss / 1024,
        "status": os.waitstatus_to_exitcode(status),
    }
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(found, file)
