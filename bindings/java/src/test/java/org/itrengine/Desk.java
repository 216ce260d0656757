package org.itrengine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A service desk in memory: the pack of the C API's tests, deployed. */
final class Desk implements AutoCloseable {
    static final Path FOLDER = Path.of("../../tests/capi/desk");
    static final Instant NINE = Instant.parse("2026-03-02T01:00:00Z"); // in Shanghai
    static final String TENANT = "acme";

    final Pack pack = Pack.load(FOLDER);
    final Store store;
    final Engine engine;
    final Actor agent = Actor.of("li", "agent");
    final Actor system = Actor.system();

    Desk() {
        this(Store.memory(), null);
    }

    Desk(Host host) {
        this(Store.memory(), host);
    }

    Desk(Store store, Host host) {
        this.store = store;
        engine = Engine.open(store, host);
        engine.deploy(pack, system, NINE);
    }

    static Instant minutes(long minutes) {
        return NINE.plus(Duration.ofMinutes(minutes));
    }

    Command opening(String ticket) {
        return Command.open(TENANT, ticket, agent, "request").data(Map.of("customer", "Ms Chen", "impact", "high"));
    }

    Outcome open(String ticket) {
        return engine.execute(opening(ticket), NINE);
    }

    Outcome send(String ticket, String event, long atMinute) {
        return engine.send(TENANT, ticket, event, agent, minutes(atMinute));
    }

    Ticket get(String ticket, long atMinute) {
        return engine.get(TENANT, ticket, agent, minutes(atMinute));
    }

    @Override
    public void close() {
        engine.close();
        store.close();
        pack.close();
        agent.close();
        system.close();
    }
}
