package sqlite

import (
	"encoding/hex"
	"fmt"

	"outreach/domain"
)

// packID gives an id's 16 bytes, nil for what is no UUID.
func packID(id domain.ID) []byte {
	s := string(id)
	if len(s) != 36 {
		return nil
	}
	raw, err := hex.DecodeString(s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:])
	if err != nil || unpackID(raw) != id {
		return nil
	}
	return raw
}

func unpackID(raw []byte) domain.ID {
	if len(raw) != 16 {
		return ""
	}
	s := hex.EncodeToString(raw)
	return domain.ID(s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:])
}

// packDigest gives 32 bytes for a SHA-256 in hex, and any other text as it is.
func packDigest(s string) any {
	if raw, err := hex.DecodeString(s); err == nil && len(raw) == 32 && hex.EncodeToString(raw) == s {
		return raw
	}
	return s
}

// unpackDigest is the reverse of packDigest.
func unpackDigest(v any) string {
	switch v := v.(type) {
	case []byte:
		return hex.EncodeToString(v)
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}
