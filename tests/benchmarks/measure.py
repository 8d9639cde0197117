# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs one command and writes its run time, processor time and memory.

``python measure.py FILE COMMAND...``. Memory is the peak, in MB, of the largest process among the
command and its descendants. The system also counts the memory of a process before exec: hence this
small parent process.
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
