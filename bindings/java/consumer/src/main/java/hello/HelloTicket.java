package hello;

import java.time.Duration;
import java.time.Instant;
import org.itrengine.Actor;
import org.itrengine.ClockReading;
import org.itrengine.Command;
import org.itrengine.Engine;
import org.itrengine.InvalidException;
import org.itrengine.Pack;
import org.itrengine.RejectedException;
import org.itrengine.Sources;
import org.itrengine.Store;
import org.itrengine.Ticket;

/** Rules from a text, one ticket, a clock that runs. */
public final class HelloTicket {
    private HelloTicket() {}

    // [pack]
    static final Sources RULES = Sources.of("hello.yaml", """
            pack: hello
            version: 1.0.0
            ---
            workflow: question
            events: {answer: {role: desk}}
            states: {asked: {on: {answer: closed}}, closed: {type: final}}
            ---
            agreement: support
            clocks: {answer: {stop: "inState('closed')"}}
            goals: [{answer: 1h, calendar: 24x7}]
            ---
            roles: {desk: {rights: [open, view]}}
            """);
    // [/pack]

    // [main]
    public static void main(String[] arguments) {
        Instant nine = Instant.parse("2026-03-02T09:00:00Z"); // the host says what time it is
        try (Pack pack = Pack.load(RULES);
                Store store = Store.memory();
                Engine engine = Engine.open(store);
                Actor host = Actor.system();
                Actor desk = Actor.of("ann", "desk")) {
            engine.deploy(pack, host, nine);
            engine.execute(Command.open("acme", "T-1", desk, "question"), nine);

            Instant later = nine.plus(Duration.ofMinutes(20));
            ClockReading clock = engine.clock("acme", "T-1", "answer", desk, later);
            System.out.println(clock.remaining().orElseThrow().toMinutes() + " minutes left");

            engine.send("acme", "T-1", "answer", desk, later);
            Ticket ticket = engine.get("acme", "T-1", desk, later);
            System.out.println(ticket.states() + " after " + ticket.clocks().get(0).elapsed().orElseThrow());
        }
    }
    // [/main]

    // [errors]
    static void refused(Engine engine, Actor desk, Instant now) {
        try {
            engine.send("acme", "T-1", "answer", desk, now);
        } catch (RejectedException no) { // the rules said no: nothing has happened
            System.out.println(no.code());
        }
    }

    static void mistaken(String yaml) {
        try (Pack pack = Pack.load(Sources.of("mine.yaml", yaml))) {
            System.out.println(pack.hash());
        } catch (InvalidException wrong) { // everything that is wrong, place by place
            wrong.diagnostics().forEach(System.out::println);
        }
    }
    // [/errors]

    // [documents]
    static String asText(Engine engine, Actor desk, Instant now) {
        String command = """
                {"op": "open", "tenant": "acme", "ticket": "T-2", "workflow": "question",
                 "actor": {"id": "ann", "roles": ["desk"]}}""";
        String outcome = engine.json().execute(command, now); // a refusal is an outcome with "ok": false
        return outcome + engine.json().get("acme", "T-2", desk, now);
    }
    // [/documents]

}
