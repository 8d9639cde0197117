// Copyright (c) 2026, euc.appstream contributors
// GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Makes calls with the AWS SDK for JavaScript, and prints the answers: one line of JSON for each.
// Arguments: the URL of the service, "json" or "cbor", and [operation, parameters] for each call.

const appstream = require("@aws-sdk/client-appstream");
const { SmithyRpcV2CborProtocol } = require("@smithy/core/cbor");

const [endpoint, protocol, calls] = process.argv.slice(2);
const client = new appstream.AppStream({
  endpoint,
  region: "eu-west-2",
  maxAttempts: 1,
  // The SDK speaks JSON by itself.
  ...(protocol === "cbor" ? { protocol: SmithyRpcV2CborProtocol } : {}),
});

async function answer([operation, parameters]) {
  try {
    const { $metadata, ...result } = await client[operation](parameters);
    return result;
  } catch (error) {
    return { error: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
  }
}

(async () => {
  for (const call of JSON.parse(calls)) {
    console.log(JSON.stringify(await answer(call)));
  }
})();
