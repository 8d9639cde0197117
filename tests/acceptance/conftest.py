# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Puts on the path what the tests of whole processes share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
