// Holds what evidence_proofs prints against sigstore's own verification of checkpoints and
// inclusion proofs: each must be taken, every changed one refused. Prints how many of each.
import { createPublicKey } from "node:crypto";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../http/package.json", import.meta.url));
const package_folder = require.resolve("@sigstore/verify").replace(/index\.js$/, "");
const { verifyMerkleInclusion } = require(`${package_folder}tlog/merkle.js`);
const { verifyCheckpoint } = require(`${package_folder}tlog/checkpoint.js`);

const ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
let taken = 0;
let refused = 0;

function logOf(key) {
  const [name, id, ...parts] = key.split("+");
  const encoded = parts.join("+");
  const raw = Buffer.from(encoded, "base64").subarray(1);
  const publicKey = createPublicKey({
    key: Buffer.concat([ED25519_PREFIX, raw]), format: "der", type: "spki" });
  return { logID: Buffer.from(id, "hex"), baseURL: name, publicKey };
}

function entryOf(note, index, proof) {
  return {
    canonicalizedBody: Buffer.from(`entry ${index}`),
    inclusionProof: { logIndex: String(index), hashes: proof, checkpoint: { envelope: note } },
  };
}

function mustRefuse(what, action) {
  try {
    action();
  } catch {
    refused += 1;
    return;
  }
  throw new Error(`taken though changed: ${what}`);
}

function changed(proof) {
  const all = [[...proof, Buffer.alloc(32)]];
  proof.forEach((digest, i) => {
    const other = Buffer.from(digest);
    other[i % 32] ^= 1;
    all.push(proof.map((one, k) => (k === i ? other : one)), proof.filter((_, k) => k !== i));
  });
  return all;
}

function check(one) {
  const log = logOf(one.key);
  for (const { index, proof: texts } of one.inclusions) {
    const proof = texts.map((text) => Buffer.from(text, "hex"));
    const entry = entryOf(one.note, index, proof);
    const checkpoint = verifyCheckpoint(entry, [log]);
    if (checkpoint.logSize !== BigInt(one.size)) {
      throw new Error(`the checkpoint of ${one.size} says ${checkpoint.logSize}`);
    }
    verifyMerkleInclusion(entry, checkpoint);
    taken += 2;
    for (const other of changed(proof)) {
      mustRefuse(`${index} in ${one.size}`,
                 () => verifyMerkleInclusion(entryOf(one.note, index, other), checkpoint));
    }
    mustRefuse(`another leaf in ${one.size}`, () => verifyMerkleInclusion(
      { ...entry, canonicalizedBody: Buffer.from("something else") }, checkpoint));
  }
  const wrong = one.note.replace(`\n${one.size}\n`, `\n${one.size + 1}\n`);
  mustRefuse(`a checkpoint of ${one.size} with another size`,
             () => verifyCheckpoint(entryOf(wrong, 0, []), [log]));
}

for await (const line of createInterface({ input: process.stdin })) {
  check(JSON.parse(line));
}
console.log(`@sigstore/verify: ${taken} taken, ${refused} changed ones refused`);
