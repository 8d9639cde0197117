# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A heading by itself."""

from __future__ import annotations

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.headings import Heading


def test_brackets_and_capitals_do_not_matter_but_letters_do() -> None:
    assert Heading("Email Address [Required]").keys[0] == Heading("EMAIL-ADDRESS*").keys[0]
    assert Heading("E.Mail").key == "email"
    assert Heading("emails").key != Heading("email").key


def test_l4_what_stands_outside_brackets_counts() -> None:
    block = Heading("Block sign in (Yes/No) [accountEnabled] Required")
    assert (block.keys, block.access) == (["blocksignin", "yesno", "accountenabled"], "disabled")


def test_l4_brackets_may_say_that_an_address_is_of_somebody_else() -> None:
    assert Heading("Email (work)").name_or_address[0] == "user_name"
    assert Heading("Email (Manager)").name_or_address[0] is None
    assert Heading("E-Mail [privat]").name_or_address[0] is None


def test_l4_accents_do_not_matter_in_either_spelling() -> None:
    assert Heading("K\u00fcndigung").key == Heading("Ku\u0308ndigung").key == "kundigung"


def test_l4_a_dotted_heading_must_be_about_the_user() -> None:
    assert Heading("profile.email").name_or_address[0] == "user_name"
    assert Heading("attributes.email.value").name_or_address[0] == "user_name"
    assert Heading("manager.email").name_or_address[0] is None


def test_l1_short_words_of_other_subjects_are_whole_words() -> None:
    assert not Heading("SSO status").may_be_access
    assert Heading("Associated end status").may_be_access
