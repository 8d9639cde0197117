# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the files of the benchmarks importable by their plain names."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
