// Holds what evidence_proofs prints against golang.org/x/mod/sumdb: every checkpoint and proof must be
// taken, every changed one refused. Prints how many of each.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type line struct {
	Size       int64
	Key        string
	Note       string
	Inclusions []struct {
		Index int64
		Proof []string
	}
	Growth []struct {
		From  int64
		Root  string
		Proof []string
	}
}

var taken, refused int

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}

func must(err error, what string, values ...any) {
	if err != nil {
		fail("%s: %v", fmt.Sprintf(what, values...), err)
	}
	taken++
}

func mustNot(err error, what string, values ...any) {
	if err == nil {
		fail("taken though changed: %s", fmt.Sprintf(what, values...))
	}
	refused++
}

func hash(text string) (digest tlog.Hash) {
	bytes, err := hex.DecodeString(text)
	if err != nil || len(bytes) != len(digest) {
		fail("no digest: %s", text)
	}
	copy(digest[:], bytes)
	return digest
}

func hashes(texts []string) []tlog.Hash {
	digests := make([]tlog.Hash, len(texts))
	for i, text := range texts {
		digests[i] = hash(text)
	}
	return digests
}

// Every way to change one digest of a proof, or how many there are.
func changed(proof []tlog.Hash, try func([]tlog.Hash)) {
	for i := range proof {
		other := append([]tlog.Hash{}, proof...)
		other[i][i%32] ^= 1
		try(other)
		try(append(append([]tlog.Hash{}, proof[:i]...), proof[i+1:]...))
	}
	try(append(append([]tlog.Hash{}, proof...), tlog.Hash{}))
}

func open(text, key string) (int64, tlog.Hash, error) {
	var root tlog.Hash
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return 0, root, err
	}
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return 0, root, err
	}
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		return 0, root, fmt.Errorf("the origin is %q", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0, root, err
	}
	bytes, err := base64.StdEncoding.DecodeString(lines[2])
	copy(root[:], bytes)
	return size, root, err
}

func check(one line) {
	size, root, err := open(one.Note, one.Key)
	must(err, "the checkpoint of %d", one.Size)
	if size != one.Size {
		fail("the checkpoint of %d says %d", one.Size, size)
	}
	for i := 0; i < len(one.Note); i += 1 + len(one.Note)/8 {
		_, _, err := open(one.Note[:i]+string(one.Note[i]^1)+one.Note[i+1:], one.Key)
		mustNot(err, "the checkpoint of %d with byte %d changed", one.Size, i)
	}
	for _, entry := range one.Inclusions {
		leaf := tlog.RecordHash([]byte(fmt.Sprintf("entry %d", entry.Index)))
		proof := hashes(entry.Proof)
		must(tlog.CheckRecord(proof, size, root, entry.Index, leaf), "%d in %d", entry.Index, size)
		changed(proof, func(other []tlog.Hash) {
			mustNot(tlog.CheckRecord(other, size, root, entry.Index, leaf), "%d in %d", entry.Index, size)
		})
		leaf[0] ^= 1
		mustNot(tlog.CheckRecord(proof, size, root, entry.Index, leaf), "another leaf %d in %d", entry.Index, size)
	}
	for _, old := range one.Growth {
		proof := hashes(old.Proof)
		must(tlog.CheckTree(proof, size, root, old.From, hash(old.Root)), "%d to %d", old.From, size)
		changed(proof, func(other []tlog.Hash) {
			mustNot(tlog.CheckTree(other, size, root, old.From, hash(old.Root)), "%d to %d", old.From, size)
		})
		wrong := hash(old.Root)
		wrong[0] ^= 1
		mustNot(tlog.CheckTree(proof, size, root, old.From, wrong), "another root of %d to %d", old.From, size)
	}
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<22)
	for input.Scan() {
		var one line
		if err := json.Unmarshal(input.Bytes(), &one); err != nil {
			fail("no line of evidence_proofs: %v", err)
		}
		check(one)
	}
	if err := input.Err(); err != nil {
		fail("%v", err)
	}
	fmt.Printf("golang.org/x/mod/sumdb: %d taken, %d changed ones refused\n", taken, refused)
}
