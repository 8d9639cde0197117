# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# A roster as resources of Terraform's aws provider.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "url" {
  type = string
}

variable "roster" {
  type = list(object({
    user_name   = string
    first_name  = string
    last_name   = string
    enabled     = bool
    stack_names = list(string)
  }))
}

provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true

  endpoints {
    appstream = var.url
  }
}

locals {
  users = { for user in var.roster : user.user_name => user }
}

resource "aws_appstream_user" "user" {
  for_each = local.users

  authentication_type = "USERPOOL"
  user_name           = each.key
  first_name          = each.value.first_name
  last_name           = each.value.last_name
  enabled             = each.value.enabled
}

resource "aws_appstream_user_stack_association" "user" {
  for_each = local.users

  authentication_type = aws_appstream_user.user[each.key].authentication_type
  user_name           = aws_appstream_user.user[each.key].user_name
  stack_name          = each.value.stack_names[0]
}
