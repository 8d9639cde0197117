# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Sphinx builds the site. Nothing is fetched, so no other site's list of labels is known."""

import re

project = html_title = "euc.appstream"
copyright = "2026, euc.appstream contributors"
root_doc = "index"
extensions = ["sphinx_antsibull_ext", "sphinxcontrib.svgbob"]

# A reference to what is not there is an error, except for these labels of Ansible's own site.
nitpicky = True
nitpick_ignore = [
    ("std:ref", "action_plugins"),
    ("std:ref", "ansible_configuration_settings"),
    ("std:ref", "common_return_values"),
]
default_role = "any"
highlight_language = "yaml+jinja"
pygments_style = "ansible"

html_theme = "sphinx_ansible_theme"
html_theme_options = {
    "navigation_depth": 2,
    "show_extranav": False,
    "show_rtd_ethical_ads": False,
    "topbar_links": {},
}
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False

# Only this site has the pictures. To others who build the guides, they are comments.
PICTURE = re.compile(r"^\.\. picture: (\S+)$", re.M)


def show_pictures(app, docname, source):
    """Make a figure of each comment that names a picture. The options of the figure follow it."""
    source[0] = PICTURE.sub(r".. figure:: /pictures/\1\n   :figclass: drawing", source[0])


def setup(app):
    app.connect("source-read", show_pictures)
