package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"itr.example/itr"
	"itr.example/itr/postgres"
)

func TestADatabaseThatIsNotThereIsAnErrorWithACode(t *testing.T) {
	nowhere := "host=" + t.TempDir() // no socket in it
	options := postgres.Options{Schema: "tickets", ConnectTimeout: time.Second, ConnectAttempts: 1, MaxConnections: 2, LeaseClock: "caller"}
	_, err := postgres.Open(context.Background(), nowhere, options)
	if !errors.Is(err, itr.Failed) || !errors.Is(err, itr.Code("store.unreachable")) {
		t.Error("expected store.unreachable, but found ", err)
	}
	if _, err = postgres.Open(context.Background(), nowhere, postgres.Options{LeaseClock: "mine"}); !errors.Is(err, itr.Invalid) {
		t.Error("expected an option that makes no sense to be refused, but found ", err)
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = postgres.Open(done, nowhere, options); !errors.Is(err, context.Canceled) {
		t.Error("expected a done context to stop it, but found ", err)
	}
}
