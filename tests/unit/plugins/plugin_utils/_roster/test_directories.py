# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole answers of the APIs of directories, with all that they say of a user who may sign in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import users

ADA = "ada@example.com"
LIFECYCLE = "https://example.okta.com/api/v1/users/00u1a2b3c4/lifecycle"
OKTA: list[dict[str, Any]] = [
    {
        "id": "00u1a2b3c4",
        "status": "ACTIVE",
        "created": "2024-03-01T08:00:00.000Z",
        "activated": "2024-03-01T08:05:00.000Z",
        "statusChanged": "2024-03-01T08:10:00.000Z",
        "lastLogin": "2026-11-02T07:30:00.000Z",
        "lastUpdated": "2026-10-01T09:00:00.000Z",
        "passwordChanged": "2026-09-01T09:00:00.000Z",
        "type": {"id": "oty1a2b3c4"},
        "profile": {
            "firstName": "Ada",
            "lastName": "Example",
            "mobilePhone": None,
            "secondEmail": "ada@home.example.net",
            "login": ADA,
            "email": ADA,
            "department": "Design",
        },
        "credentials": {
            "password": {},
            "emails": [
                {"value": ADA, "status": "VERIFIED", "type": "PRIMARY"},
                {"value": "ada@home.example.net", "status": "UNVERIFIED", "type": "SECONDARY"},
            ],
            "recovery_question": {"question": "Which city were you born in?"},
            "provider": {"type": "OKTA", "name": "OKTA"},
        },
        "_links": {
            "self": {"href": "https://example.okta.com/api/v1/users/00u1a2b3c4"},
            "suspend": {"href": f"{LIFECYCLE}/suspend", "method": "POST"},
            "deactivate": {"href": f"{LIFECYCLE}/deactivate", "method": "POST"},
        },
    }
]
GOOGLE: dict[str, Any] = {
    "kind": "admin#directory#users",
    "etag": '"x"',
    "users": [
        {
            "kind": "admin#directory#user",
            "id": "114000000000000000001",
            "etag": '"y"',
            "primaryEmail": ADA,
            "name": {"givenName": "Ada", "familyName": "Example", "fullName": "Ada Example"},
            "isAdmin": False,
            "isDelegatedAdmin": False,
            "lastLoginTime": "2026-11-02T07:30:00.000Z",
            "creationTime": "2024-03-01T08:00:00.000Z",
            "agreedToTerms": True,
            "suspended": False,
            "archived": False,
            "changePasswordAtNextLogin": False,
            "ipWhitelisted": False,
            "emails": [
                {"address": ADA, "primary": True},
                {"address": "ada@example.com.test-google-a.com"},
                {"address": "ada@home.example.net", "type": "home"},
            ],
            "phones": [{"value": "+49 30 1234", "type": "work"}],
            "externalIds": [{"value": "4711", "type": "organization"}],
            "relations": [{"value": "ben@example.com", "type": "manager"}],
            "addresses": [{"type": "work", "formatted": "1 Main Street, Berlin"}],
            "organizations": [
                {
                    "title": "Designer",
                    "primary": True,
                    "customType": "",
                    "department": "Design",
                    "costCenter": "100",
                }
            ],
            "languages": [{"languageCode": "en", "preference": "preferred"}],
            "locations": [{"type": "desk", "area": "desk", "buildingId": "B1"}],
            "aliases": ["a.example@example.com"],
            "nonEditableAliases": ["ada@example.com.test-google-a.com"],
            "customerId": "C01",
            "orgUnitPath": "/Design",
            "isMailboxSetup": True,
            "isEnrolledIn2Sv": True,
            "isEnforcedIn2Sv": False,
            "includeInGlobalAddressList": True,
            "thumbnailPhotoUrl": "https://example.com/photo",
            "recoveryEmail": "ada@home.example.net",
            "recoveryPhone": "+49301234",
        }
    ],
}
SCIM: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    "totalResults": 1,
    "startIndex": 1,
    "itemsPerPage": 1,
    "Resources": [
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "id": "2819c223",
            "externalId": "701984",
            "userName": ADA,
            "name": {"formatted": "Ada Example", "familyName": "Example", "givenName": "Ada"},
            "displayName": "Ada Example",
            "emails": [
                {"value": ADA, "type": "work", "primary": True},
                {"value": "ada@home.example.net", "type": "home"},
            ],
            "addresses": [
                {
                    "type": "work",
                    "streetAddress": "1 Main Street",
                    "locality": "Hollywood",
                    "region": "CA",
                    "postalCode": "91608",
                    "country": "USA",
                    "formatted": "1 Main Street, Hollywood",
                    "primary": True,
                }
            ],
            "phoneNumbers": [
                {"value": "555-555-5555", "type": "work"},
                {"value": "555-555-4444", "type": "mobile"},
            ],
            "userType": "Employee",
            "title": "Designer",
            "locale": "en-US",
            "timezone": "America/Los_Angeles",
            "active": True,
            "groups": [
                {
                    "value": "e9e30dba",
                    "$ref": "https://example.com/v2/Groups/e9e30dba",
                    "display": "Tour Guides",
                    "type": "direct",
                },
                {"value": "fc348aa8", "display": "Employees"},
            ],
            "roles": [{"value": "r1", "display": "Designer", "type": "x", "primary": True}],
            "meta": {
                "resourceType": "User",
                "created": "2024-03-01T08:00:00Z",
                "lastModified": "2026-10-01T09:00:00Z",
                "version": 'W/"a330bc54f0671c9"',
                "location": "https://example.com/v2/Users/2819c223",
            },
        }
    ],
}
GRAPH: dict[str, Any] = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users",
    "value": [
        {
            "id": "87d349ed",
            "businessPhones": ["+1 425 555 0109"],
            "displayName": "Ada Example",
            "givenName": "Ada",
            "surname": "Example",
            "jobTitle": "Designer",
            "mail": ADA,
            "mobilePhone": None,
            "officeLocation": "18/2111",
            "preferredLanguage": "en-US",
            "userPrincipalName": ADA,
            "accountEnabled": True,
            "createdDateTime": "2024-03-01T08:00:00Z",
            "userType": "Member",
            "usageLocation": "US",
            "onPremisesSyncEnabled": None,
            "otherMails": ["ada@home.example.net"],
            "proxyAddresses": ["SMTP:ada@example.com", "smtp:a.example@example.com"],
            "assignedLicenses": [{"disabledPlans": [], "skuId": "6fd2c87f"}],
            "identities": [
                {
                    "signInType": "userPrincipalName",
                    "issuer": "example.onmicrosoft.com",
                    "issuerAssignedId": ADA,
                }
            ],
            "passwordPolicies": "DisablePasswordExpiration",
        }
    ],
}
COGNITO: dict[str, Any] = {
    "Users": [
        {
            "Username": "0a1b2c3d",
            "Attributes": [
                {"Name": "sub", "Value": "0a1b2c3d"},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "phone_number_verified", "Value": "false"},
                {"Name": "phone_number", "Value": "+4930123456"},
                {"Name": "given_name", "Value": "Ada"},
                {"Name": "family_name", "Value": "Example"},
                {"Name": "email", "Value": ADA},
                {"Name": "custom:team", "Value": "Design"},
                {
                    "Name": "identities",
                    "Value": '[{"userId":"x","providerName":"Okta","providerType":"SAML",'
                    '"issuer":null,"primary":true,"dateCreated":1600000000000}]',
                },
            ],
            "UserCreateDate": "2024-03-01T08:00:00.000000+01:00",
            "UserLastModifiedDate": "2026-10-01T09:00:00.000000+01:00",
            "Enabled": True,
            "UserStatus": "CONFIRMED",
            "MFAOptions": [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}],
        }
    ]
}
WHOLE = {"user_name": ADA, "first_name": "Ada", "last_name": "Example", "enabled": True}


@pytest.mark.parametrize(
    "document", [OKTA, GOOGLE, SCIM, GRAPH, COGNITO], ids=["Okta", "GW", "SCIM", "Graph", "Cognito"]
)
def test_l1_l6_nothing_else_that_directories_say_of_a_user_stops_the_run(document: Any) -> None:
    assert users(document) == [WHOLE]
    assert users(json.dumps(document)) == [WHOLE]
