// Files: which kind they are, what they are called, how large they are.
import assert from "node:assert/strict";
import { test } from "node:test";

import { fileNameOf } from "../src/api";
import { mediaTypeOf } from "../src/media";
import { sizeText } from "../src/text";

test("a file is what its first bytes say; what is no text either is not sent", () => {
  const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const cases: [string, string | undefined][] = [
    ["\xff\xd8\xff\xe0", "image/jpeg"], ["\x89PNG\r\n\x1a\n", "image/png"],
    ["%PDF-1.7", "application/pdf"], ["\0\0\0\x18ftypisom", "video/mp4"],
    ["\x89PNG", undefined], ["ftypisom", "text/plain"], ["\0\0\0", undefined], ["", undefined],
    ["a text,\r\n\ttwo lines\n", "text/plain"], ["<svg/>", "text/plain"], ["\x7fELF", undefined],
    ["\xe5\xb8\xad", "text/plain"], ["\xe5\xb8", undefined], ["a\x1b[2J", undefined],
  ];
  for (const [head, type] of cases) {
    assert.equal(mediaTypeOf(bytes(head)), type, JSON.stringify(head));
  }
});

test("a file is called by its name in full", () => {
  const cases: [string, string | undefined][] = [
    [`attachment; filename="a.png"; filename*=UTF-8''%E9%9B%BB%20b.png`, "電 b.png"],
    [`attachment; filename="evidence-i1.zip"`, "evidence-i1.zip"],
    [`attachment; filename="a"; filename*=UTF-8''%E9`, undefined],
    ["inline", undefined], ["", undefined],
  ];
  for (const [disposition, name] of cases) {
    assert.equal(fileNameOf(disposition), name);
  }
});

test("sizes are read at a glance", () => {
  const cases: [number, string][] = [
    [0, "0 B"], [1023, "1023 B"], [1024, "1.0 KiB"], [139_000, "135.7 KiB"],
    [8 * 1024 * 1024, "8.0 MiB"], [5 * 1024 ** 4, "5120.0 GiB"],
  ];
  for (const [size, shown] of cases) {
    assert.equal(sizeText(size), shown);
  }
});
