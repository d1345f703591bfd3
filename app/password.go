package app

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"outreach/domain"
)

// The argon2id cost (OWASP Password Storage: 19 MiB, 2 passes, 1 lane).
const (
	argonMemory = 19 * 1024
	argonPasses = 2
	argonLanes  = 1
	argonKey    = 32
)

// Password length bounds, in code points and bytes (OWASP ASVS 5.0, 6.2.1 and 6.2.9).
const (
	minPassword      = 10
	maxPasswordBytes = 1024
)

// hash gives a PHC string of a password; at most two run at a time, so memory stays bounded.
func (a *App) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(a.random, salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	key, err := a.derive(ctx, password, salt)
	if err != nil {
		return "", err
	}
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		enc.EncodeToString(salt), enc.EncodeToString(key)), nil
}

// matches says whether a password is the one hashed. An empty or foreign hash costs the same time and
// never matches, so that a missing login cannot be told from a wrong password.
func (a *App) matches(ctx context.Context, hashed, password string) (bool, error) {
	parts := strings.Split(hashed, "$")
	salt, want := make([]byte, 16), []byte(nil)
	if len(parts) == 6 && parts[1] == "argon2id" {
		enc := base64.RawStdEncoding
		s, err1 := enc.DecodeString(parts[4])
		k, err2 := enc.DecodeString(parts[5])
		if err1 == nil && err2 == nil {
			salt, want = s, k
		}
	}
	got, err := a.derive(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func (a *App) derive(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case a.hashing <- struct{}{}:
		defer func() { <-a.hashing }()
	case <-ctx.Done():
		return nil, &domain.Error{Code: domain.Unavailable, Err: ctx.Err()}
	}
	return argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonLanes, argonKey), nil
}

// checkPassword refuses passwords that are too short, too long, or the login itself.
func checkPassword(login, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword || len(password) > maxPasswordBytes:
		return domain.RefuseFields(domain.FaultAt("/password", "fault.password.length", "Limit", minPassword))
	case strings.Contains(strings.ToLower(password), strings.ToLower(login)):
		return domain.RefuseFields(domain.FaultAt("/password", "fault.password.login"))
	case strings.Count(password, string([]rune(password)[0])) == n:
		return domain.RefuseFields(domain.FaultAt("/password", "fault.password.common"))
	}
	return nil
}

// secret makes 32 random bytes as text, with the hash that is kept of it.
func (a *App) secret() (text, hash string, err error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(a.random, raw); err != nil {
		return "", "", fmt.Errorf("secret: %w", err)
	}
	text = base64.RawURLEncoding.EncodeToString(raw)
	return text, secretHash(text), nil
}

func secretHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// publicID makes a short random name for a user or a pass.
func (a *App) publicID() (string, error) {
	raw := make([]byte, 10)
	if _, err := io.ReadFull(a.random, raw); err != nil {
		return "", fmt.Errorf("id: %w", err)
	}
	return hex.EncodeToString(raw), nil
}
