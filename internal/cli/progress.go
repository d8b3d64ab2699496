package cli

import (
	"fmt"
	"io"
	"time"
)

// patience is how long something may take before a terminal is told what it is.
const patience = time.Second

// doing says on a terminal what is being done, once it takes longer than a second, and for how long; what it returns takes the line away again.
// Nothing else may be printed meanwhile. Where nobody looks, and where a program reads, it says nothing.
func (a *app) doing(what string) (done func()) {
	if a.terminal == nil || a.errorFormat != "text" || a.env["TERM"] == "dumb" {
		return func() {}
	}
	return a.terminal.during(what, patience)
}

// during shows a line that is brought up to date each time as much has passed, and ends with what it returns.
func (s *screen) during(what string, each time.Duration) (done func()) {
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(each)
		defer tick.Stop()
		for begin := time.Now(); ; {
			select {
			case <-stop:
				return
			case <-tick.C:
				s.status(fmt.Sprintf("%s … %d s", what, int(time.Since(begin).Seconds())))
			}
		}
	}()
	return func() {
		close(stop)
		<-ended
		s.status("")
	}
}

// terminalOf is the screen of what is said besides data; nil where it is no terminal.
func terminalOf(stream io.Writer) *screen {
	if !isTerminal(stream) {
		return nil
	}
	return screenOf(stream)
}
