# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the parents of forked processes have ready for their children.

They import what each child needs, and what plugins and modules of collections share, where
``ANSIBLE_COLLECTIONS_PATH`` says; a child that is asked for collections elsewhere forgets it. So
playbooks of tests do not prove that the archive of a module has all that it imports; integration
tests and the README, which installs the artifact, do. What a process compiles or parses is kept for
the next one, by its source (``kept.py``), and so are the archives of modules.
"""

from __future__ import annotations

import fnmatch
import functools
import glob
import hashlib
import importlib
import os
import pkgutil
import re
import sys
import tempfile
import zipimport
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from kept import Kept

PROGRAM = (
    "ansible.cli.galaxy",
    "ansible.cli.playbook",
    "ansible.executor.module_common",
    "ansible.executor.playbook_executor",
    "ansible.executor.process.worker",
    "ansible.executor.task_executor",
    "ansible.plugins.strategy.linear",
    "openpyxl",
)
MODULE = (
    "ansible.module_utils.basic",
    "ansible.module_utils.urls",
    "boto3",
    "botocore.client",
    "botocore.endpoint",
    "botocore.httpsession",
    "botocore.parsers",
    "botocore.regions",
    "botocore.session",
    "yaml",
    "zipfile",
)
# The modules that plugins and modules of a collection share.
SHARED = re.compile(r"\.plugins\.(module|plugin)_utils\.")
# Those of Ansible that each playbook needs.
PLUGINS = ("become", "cache", "callback", "connection", "inventory", "shell", "strategy", "vars")
# Those that templates find by themselves.
JINJA_PLUGINS = ("filter", "test")


def prepare_ansible(kept: Kept) -> None:
    """Do what each program does and what does not depend on the collection."""
    for name in PROGRAM:
        importlib.import_module(name)
    import ansible
    import jinja2
    from ansible.executor import module_common
    from ansible.parsing import dataloader
    from ansible.plugins import loader
    from ansible.utils.collection_loader import _collection_finder as finder

    # Modules share most of what they import, which is looked for in the source of each of them.
    if hasattr(module_common, "_compile_module_ast"):  # since ansible-core 2.19
        module_common._compile_module_ast = functools.cache(module_common._compile_module_ast)
    kept.sources_of(finder)
    kept.sources_of(jinja2.environment)
    kept.templates_of(jinja2.Environment)
    kept.documents_of(dataloader)
    package = Path(ansible.__file__).parent
    list_once(loader)
    for kind in (*PLUGINS, *JINJA_PLUGINS):
        import_own(getattr(loader, f"{kind}_loader"))
    for kind in JINJA_PLUGINS:
        find_once(getattr(loader, f"{kind}_loader"))
    import_shared("filter")
    # The routing of Ansible's own plugins, a long document. A program changes what it reads, once.
    finder._meta_yml_to_dict = functools.cache(finder._meta_yml_to_dict)
    routing = package / "config" / "ansible_builtin_runtime.yml"
    finder._meta_yml_to_dict(routing.read_bytes(), ("ansible.builtin", "runtime.yml"))


def import_own(loader: Any) -> None:
    """Import Ansible's own plugins. That of ansible-runner reads the environment of its job."""
    configured, loader.config = loader.config, None
    deque(loader.all(class_only=True), maxlen=0)
    loader.config, loader._paths = configured, None
    if any(map(os.path.isdir, configured or ())):
        loader._clear_caches()  # those there come first


def list_once(loader: Any) -> None:
    """Let the loader list a directory once in a process: it does so for each task of each host."""

    @functools.cache
    def names(directory: str) -> list[str]:
        return os.listdir(directory) if os.path.isdir(directory) else []

    @functools.cache
    def listing(pattern: str) -> list[str]:
        directory, wanted = os.path.split(pattern)
        if glob.has_magic(directory):
            return glob.glob(pattern)
        found = [name for name in fnmatch.filter(names(directory), wanted) if name[0] != "."]
        return [os.path.join(directory, name) for name in found]

    loader.glob = SimpleNamespace(glob=listing, iglob=listing)


def find_once(loader: Any) -> None:
    """Let templates find a filter or test of a collection once, not each time that they use it."""
    find = loader.get_with_context

    @functools.cache
    def found(name: str, _directories: int) -> Any:
        return find(name)

    def finding(name: str, *more: Any, **options: Any) -> Any:
        if more or options:
            return find(name, *more, **options)
        return found(name, len(loader._extra_dirs))  # beside playbooks and in roles

    loader.get_with_context = finding


@contextmanager
def archives(directory: Path) -> Iterator[None]:
    """Let a program take the archives of modules that another one has made of these collections.

    Its temporary directory is its own, as without a parent. Modules beside a playbook are found by
    short names, and so would be those beside another one: here in ``library``, since tests have
    none elsewhere. Before ansible-core 2.19, programs must take turns.
    """
    from ansible import constants

    paths = ":".join(constants.COLLECTIONS_PATHS)
    kept = directory / f"archives-{hashlib.sha256(paths.encode()).hexdigest()}"
    kept.mkdir(exist_ok=True)
    home = Path(constants.DEFAULT_LOCAL_TMP).parent
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ansible-local-", dir=home) as own:
        constants.DEFAULT_LOCAL_TMP = own
        if not Path("library").exists():
            Path(own, "ansiballz_cache").symlink_to(kept)
        yield


def import_shared(kind: str) -> None:
    """Import what our plugins of a kind share with each other, and with those of other collections.

    Not the plugins and the packages, which are forgotten: Ansible's finder is yet to make them, or
    the archive of a module.
    """
    sys.path.append(os.environ["ANSIBLE_COLLECTIONS_PATH"].split(":")[0])
    plugins = importlib.import_module(f"ansible_collections.euc.appstream.plugins.{kind}")
    for plugin in pkgutil.iter_modules(plugins.__path__, f"{plugins.__name__}."):
        importlib.import_module(plugin.name)
    sys.path.pop()
    forget(lambda name: hasattr(sys.modules[name], "__path__") or not SHARED.search(name))


def forget(unwanted: Callable[[str], Any] = bool) -> None:
    """Let these modules of collections be imported again."""
    ours = [name for name in sys.modules if name.split(".")[0] == "ansible_collections"]
    for name in filter(unwanted, ours):
        del sys.modules[name]


def named_once(alias: Callable[[Any, str], str]) -> Callable[[Any, str], str]:
    """The same for each session: the aliases of events are constants."""
    named: dict[str, str] = {}

    def naming(self: Any, event: str) -> str:
        if event not in named:
            named[event] = alias(self, event)
        return named[event]

    return naming


def prepare_botocore(kept: Kept) -> None:
    """Import it, and read what each client reads: hundreds of directories and the model."""
    for name in MODULE:
        importlib.import_module(name)
    import boto3
    from botocore import hooks
    from botocore.loaders import Loader

    kept.sources_of(zipimport)
    hooks.accepts_kwargs = functools.cache(hooks.accepts_kwargs)
    hooks.EventAliaser._alias_event_name = named_once(hooks.EventAliaser._alias_event_name)
    models: dict[tuple[str, ...], Any] = {}
    original = Loader.__init__

    def keeping(self: Any, *arguments: Any, **options: Any) -> None:
        original(self, *arguments, **options)
        self._cache = models.setdefault(tuple(self.search_paths), self._cache)

    Loader.__init__ = keeping
    boto3.Session("-", "-", region_name="us-east-1").client("appstream")
    import_shared("modules")
