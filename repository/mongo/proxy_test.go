package mongo_test

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
)

// fault says what happens to a command on its way.
type fault int

const (
	passes      fault = iota
	requestLost       // the connection breaks before the server hears of it
	replyLost         // the server did it, and nobody hears
)

// proxy stands between a store and the server. It names every command by what it does where ("insert records",
// "commitTransaction") and lets a test break the connection there.
type proxy struct {
	listener net.Listener
	server   string
	wg       sync.WaitGroup

	mu    sync.Mutex
	seen  []string // the commands in their order, each name once
	judge func(name string) fault
	conns map[net.Conn]bool
}

// through gives the address of a database as seen through a proxy.
func through(t *testing.T, uri string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, server: strings.Split(u.Host, ",")[0], conns: map[net.Conn]bool{}}
	p.wg.Go(p.accept)
	t.Cleanup(p.close)
	u.Host = l.Addr().String()
	// Answers come one to a question then, so that the proxy can tell them apart.
	u.RawQuery = "directConnection=true&serverMonitoringMode=poll"
	return p, u.String()
}

func (p *proxy) close() {
	p.listener.Close()
	p.mu.Lock()
	for c := range p.conns {
		c.Close()
	}
	p.mu.Unlock()
	p.wg.Wait()
}

// arm sets what is asked about every command from now on; nil: nothing breaks.
func (p *proxy) arm(judge func(name string) fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.judge = judge
}

// names gives the commands seen so far.
func (p *proxy) names() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.seen)
}

func (p *proxy) decide(name string) fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Contains(p.seen, name) {
		p.seen = append(p.seen, name)
	}
	if p.judge == nil {
		return passes
	}
	return p.judge(name)
}

func (p *proxy) accept() {
	for {
		near, err := p.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", p.server)
		if err != nil {
			near.Close()
			continue
		}
		p.mu.Lock()
		p.conns[near], p.conns[far] = true, true
		p.mu.Unlock()
		p.wg.Go(func() { p.carry(near, far) })
	}
}

// carry takes questions there and answers back, until one of them is lost.
func (p *proxy) carry(near, far net.Conn) {
	defer near.Close()
	defer far.Close()
	for {
		question, err := message(near)
		if err != nil {
			return
		}
		what := p.decide(commandOf(question))
		if what == requestLost {
			return
		}
		if _, err := far.Write(question); err != nil {
			return
		}
		answer, err := message(far)
		if err != nil || what == replyLost {
			return
		}
		if _, err := near.Write(answer); err != nil {
			return
		}
	}
}

// message reads one message of the wire protocol.
func message(from io.Reader) ([]byte, error) {
	head := make([]byte, 16)
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(head)
	if size < 16 || size > 64<<20 {
		return nil, errors.New("no message")
	}
	whole := make([]byte, size)
	copy(whole, head)
	_, err := io.ReadFull(from, whole[16:])
	return whole, err
}

// commandOf names the command of an OP_MSG, with its collection where it has one; "" for any other message.
func commandOf(m []byte) string {
	const opMsg = 2013
	if len(m) < 26 || binary.LittleEndian.Uint32(m[12:]) != opMsg || m[20] != 0 {
		return ""
	}
	elements, err := bson.Raw(m[21:]).Elements()
	if err != nil || len(elements) == 0 {
		return ""
	}
	name := elements[0].Key()
	if collection, ok := elements[0].Value().StringValueOK(); ok {
		name += " " + collection
	}
	return name
}
