# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The keys with which APIs say that a document is not the whole answer: data, and no code that
decides. Keys are written here as ``headings.heading_key`` makes them.
"""

from __future__ import annotations


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# There are more pages, unless these are empty or say no.
NEXT_PAGE = _words(
    "hasnextpage hasnext hasmore hasmorepages hasmoreresults hasmoreitems hasmorerecords"
    " hasmoredata moreavailable morerecords moreresults moreitems istruncated truncated"
    " nexttoken nextpagetoken paginationtoken continuationtoken nextcontinuationtoken odatanextlink"
    " nextlink nextpage nextcursor aftercursor nextpageurl nextrecordsurl nextpagelink nexturl"
    " nextpageuri nexturi nextmarker nextoffset nextindex nextstart next after marker continue"
    " lastevaluatedkey exceededtransferlimit remainingitemcount"
    # the same of pages before this one
    " hasprevious haspreviouspage hasprev hasprevpage previouspage prevpage previouslink prevlink"
    " previousurl prevurl previouspageurl prevpageurl previousuri prevuri previouspageuri"
    " prevpageuri previouscursor prevcursor previous prev"
)
# The same if it is a flag or a number; anything else may be more users.
MORE = _words("more")
# The same by being false, ...
LAST_PAGE = _words("last lastpage done completed")
# ... or also 0, which would be a number in those, ...
COMPLETE = _words("complete iscomplete islast islastpage isfinal")
# ... and these say so of what is on this page.
PARTIAL = _words("partial ispartial partialresult partialresults incomplete incompleteresults")
# How many users there are on all pages; as a number, or as {"value": 9}.
TOTALS = _words(
    "total totals totalresults totalcount totalrecords totalsize totalelements totalitems"
    " totalusers totalrows totalentries totalhits totalnumber totalmembers totalobjects"
    " totalresultscount recordstotal odatacount count usercount userscount itemcount recordcount"
    " resultcount elementcount numberofusers numberofresults numberofelements"
)
# How many pages there are.
PAGE_COUNTS = _words(
    "totalpages pages pagecount pagescount pagestotal totalpagecount lastpage numberofpages"
    " numpages nbpages noofpages maxpage of"
)
# Which page this is, where the first is 0 or 1; and where it starts, where that is 0.
PAGE_NUMBERS = _words(
    "page currentpage pagenumber pageno pageindex pagenum startindex pagecurrent thispage"
)
OFFSETS = _words("offset skip startat pageoffset")
# What failed, unless it is empty or says no; and what says so by being false, or with such a word
# or code.
ERRORS = _words(
    "error errors errormessage errormessages errordescription errorcode errorcount"
    " exception failed isfailed failure failures haserror haserrors iserror"
)
SUCCESS = _words("ok success succeeded issuccess successful")
OUTCOMES = _words("status state result outcome")
FAILED = _words("error errors fail failed failure partial partialsuccess incomplete")
STATUS_CODES = _words("statuscode httpstatus httpstatuscode httpcode code status")
# A list of links, or one, which may be to another page; and where a link leads.
LINKS = _words("links link")
OTHER_PAGES = _words("next prev previous")
LINK_TARGETS = _words("href url uri")

# These have other meanings, too: they count beside the users, around them, and directly within ...
AMBIGUOUS = _words(
    "next after marker continue previous prev more last done completed complete iscomplete islast"
    " isfinal partial ispartial incomplete total totals totalsize totalnumber count itemcount"
    " pages of page offset skip startat failed isfailed failure failures status state result"
    " outcome code usercount userscount totalusers totalmembers pagecount lastpage"
)
# ... keys about pages or the answer.
ABOUT_PAGES = _words(
    "meta metadata page paging pages pagination pageinfo paginginfo paginationinfo pagemetadata"
    " pager pageable paginator cursor cursors links link response responses"
    " responsemetadata info resultinfo summary status result results"
)

# Values, in small letters.
YES = _words("true yes y on")
NO = _words("false no n off")
SILENT = NO | _words("none null n/a - 0")
NO_ERROR = SILENT | frozenset(("ok", "success", "no error", "no errors"))
