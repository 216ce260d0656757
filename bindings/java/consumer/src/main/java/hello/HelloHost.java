package hello;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.itrengine.Actor;
import org.itrengine.Assignment;
import org.itrengine.Effect;
import org.itrengine.Engine;
import org.itrengine.Host;
import org.itrengine.Page;
import org.itrengine.Query;
import org.itrengine.Store;

/** What a host gives an engine, and what it does for it. */
public final class HelloHost {
    private HelloHost() {}

    // [host]
    static Engine open(Store store) {
        try (Host host = Host.open()) { // engines keep its callbacks
            host.log(System.getLogger("itr"));
            host.assignment("dispatcher", ticket -> ticket.data().get("impact").equals("high")
                    ? Optional.of(Assignment.toTeam("network").because("high impact"))
                    : Optional.empty());
            return Engine.open(store, host);
        }
    }
    // [/host]

    // [effects]
    static void work(Engine engine, Instant now) {
        engine.advance(now, 1000); // deadlines that are due
        engine.effects(now, Duration.ofMinutes(5)).forEach(effect -> {
            try {
                carryOut(effect);
                engine.acknowledge(effect);
            } catch (RuntimeException e) {
                engine.fail(effect, e.toString(), now); // tried again later
            }
        });
    }
    // [/effects]

    static void carryOut(Effect effect) {
        if (effect.kind().equals("ask")) throw new IllegalStateException("nobody answers");
        System.out.println(effect.kind() + " for " + effect.ticket());
    }

    // [query]
    static void list(Engine engine, Actor desk) {
        Query open = Query.of("acme").workflow("request").open(true).limit(100); // rows of a page
        engine.tickets(open, desk).map(Page.Row::ticket).forEach(System.out::println);
    }
    // [/query]
}
