package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// history is what the commit messages of HEAD add up to; merges are left out.
type history struct {
	commits, conventional, withBody int
	subjects                        []int // lengths in characters
}

// readHistory measures the commit messages reachable from HEAD in the repository at root.
func readHistory(ctx context.Context, root string) (history, error) {
	cmd := exec.CommandContext(ctx, "git", "-C", root, "log", "--no-merges", "--format=%s%x1f%b%x1e")
	out, err := cmd.Output()
	if err != nil {
		return history{}, fmt.Errorf("git log: %w", err)
	}
	return parseHistory(string(out)), nil
}

// parseHistory reads messages that end in 0x1e and have 0x1f between subject and body.
func parseHistory(log string) history {
	typed := regexp.MustCompile(`^[a-z]+(\([^)]+\))?!?: \S`)
	var h history
	for message := range strings.SplitSeq(log, "\x1e") {
		subject, body, ok := strings.Cut(strings.TrimPrefix(message, "\n"), "\x1f")
		if !ok {
			continue
		}
		h.commits++
		h.subjects = append(h.subjects, utf8.RuneCountInString(subject))
		if typed.MatchString(subject) {
			h.conventional++
		}
		if strings.TrimSpace(body) != "" {
			h.withBody++
		}
	}
	return h
}

// countLinters counts the entries of every "enable" list of the linter configuration at root:
// linters and formatters together. The file is our own, so its indentation is known.
func countLinters(root string) (int, error) {
	text, err := os.ReadFile(filepath.Join(root, ".golangci.yml"))
	if err != nil {
		return 0, err
	}
	n, inside := 0, false
	for line := range strings.SplitSeq(string(text), "\n") {
		switch {
		case line == "  enable:":
			inside = true
		case inside && strings.HasPrefix(line, "    - "):
			n++
		case strings.TrimSpace(line) != "" && !strings.HasPrefix(strings.TrimSpace(line), "#"):
			inside = false
		}
	}
	return n, nil
}
