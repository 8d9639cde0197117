# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the process imports from which modules are forked: all they need, and botocore's files."""

from __future__ import annotations

import botocore.session
import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules import own_process
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    REGION,
    share_botocore,
)

__all__ = ["own_process"]

with pytest.MonkeyPatch.context() as patch:
    share_botocore(patch)
    botocore.session.Session().create_client("appstream", region_name=REGION)
