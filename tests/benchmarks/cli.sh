# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# shellcheck shell=bash
#
# Syncs a roster to a pool with the AWS CLI, user by user, as an administrator would script it.
#
#   bash cli.sh URL < ROSTER      a line for each user: name, first name, last name, enabled, stack
#
# All users of the pool are read once. Then, for each user of the roster:
# - a missing user is created and associated: two calls;
# - for an existing user one call reads the association, and a second one creates it if missing;
# - one more call if the user has to be disabled or enabled.

set -eu

appstream() {
    aws --endpoint-url "$url" appstream "$@"
}

associate() {
    appstream batch-associate-user-stack --output text --user-stack-associations \
        "StackName=$stack,UserName=$user_name,AuthenticationType=USERPOOL"
}

url=$1
declare -A enabled_now
while IFS=$'\t' read -r user_name enabled; do
    enabled_now[$user_name]=$enabled
done < <(appstream describe-users --authentication-type USERPOOL \
    --query 'Users[].[UserName,Enabled]' --output text)

while IFS=$'\t' read -r user_name first_name last_name enabled stack; do
    user=(--authentication-type USERPOOL --user-name "$user_name")
    now=${enabled_now[$user_name]:-}
    if [[ -z $now ]]; then
        appstream create-user "${user[@]}" --first-name "$first_name" --last-name "$last_name"
        associate
        now=True
    else
        found=$(appstream describe-user-stack-associations "${user[@]}" --stack-name "$stack" \
            --query 'UserStackAssociations[].StackName' --output text)
        [[ -n $found ]] || associate
    fi
    case $now/$enabled in
        True/False) appstream disable-user "${user[@]}" ;;
        False/True) appstream enable-user "${user[@]}" ;;
    esac
done
