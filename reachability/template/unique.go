package template

import (
	"encoding/base32"
	"encoding/binary"
	"math/bits"
	"strings"
)

// uniqueString is the hash of 13 letters that the engine makes of texts: MurmurHash3 of 64 bits, of two halves of 32 that are mixed.
// The values of the tests are those of the engine.
func uniqueString(c *call, args []*Value) *Value {
	parts := make([]string, len(args))
	for i, a := range args {
		if a.Kind != String {
			return c.wrong(i, "a string", a)
		}
		parts[i] = a.Text
	}
	var sum [8]byte
	binary.BigEndian.PutUint64(sum[:], murmur64([]byte(strings.Join(parts, "-"))))
	return text(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:13])
}

func murmur64(b []byte) uint64 {
	const c1, c2 = 0x239b961b, 0xab0e9789
	var h1, h2 uint32
	length := uint32(len(b))
	for ; len(b) >= 8; b = b[8:] {
		h1 ^= bits.RotateLeft32(binary.LittleEndian.Uint32(b)*c1, 15) * c2
		h1 = (bits.RotateLeft32(h1, 19)+h2)*5 + 0x561ccd1b
		h2 ^= bits.RotateLeft32(binary.LittleEndian.Uint32(b[4:])*c2, 17) * c1
		h2 = (bits.RotateLeft32(h2, 13)+h1)*5 + 0x0bcaa747
	}
	if len(b) > 0 {
		var tail [8]byte
		copy(tail[:], b)
		h1 ^= bits.RotateLeft32(binary.LittleEndian.Uint32(tail[:])*c1, 15) * c2
		if len(b) > 4 {
			h2 ^= bits.RotateLeft32(binary.LittleEndian.Uint32(tail[4:])*c2, 17) * c1
		}
	}
	h1 ^= length
	h2 ^= length
	h1 += h2
	h2 += h1
	h1, h2 = finish(h1), finish(h2)
	h1 += h2
	h2 += h1
	return uint64(h2)<<32 | uint64(h1)
}

func finish(h uint32) uint32 {
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
