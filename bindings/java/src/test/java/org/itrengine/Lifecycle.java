package org.itrengine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lifecycle of twelve events of benchmarks/lifecycle_pack.cpp, for measuring. */
final class Lifecycle {
    static final Instant START = Instant.parse("2026-03-02T01:00:00Z");
    private static final Map<String, Object> OPENING = Map.of("severity", "major", "contract_active", true, "channel",
            "web", "customer", "acme", "requester", "acme");
    private static final List<Map.Entry<String, Map<String, String>>> EVENTS = List.of(
            Map.entry("register", Map.of("desk", "desk-1")),
            Map.entry("authorize", Map.of("approver", "mgr-2")),
            Map.entry("dispatch", Map.of("queue", "net", "assignee", "li.wei")),
            Map.entry("validate", Map.of("info", "ok")),
            Map.entry("request_info", Map.of("info", "need-logs")),
            Map.entry("info_received", Map.of("info", "logs.tgz")),
            Map.entry("diagnose", Map.of("cause", "dns")),
            Map.entry("prepare", Map.of("solution", "restart")),
            Map.entry("deliver", Map.of("info", "sent")),
            Map.entry("confirm", Map.of("confirmed", "yes")),
            Map.entry("survey", Map.of("score", "5")),
            Map.entry("close", Map.of("info", "done")));
    static final int EVENT_COUNT = EVENTS.size();
    static final int COMMANDS = EVENT_COUNT + 1;

    private Lifecycle() {}

    static Sources pack() throws IOException {
        String source = Files.readString(Path.of("../../benchmarks/lifecycle_pack.cpp"));
        Matcher yaml = Pattern.compile("R\"yaml\\((.*?)\\)yaml\"", Pattern.DOTALL).matcher(source);
        if (!yaml.find()) throw new IOException("no pack in benchmarks/lifecycle_pack.cpp");
        return Sources.of("lifecycle.yaml", yaml.group(1));
    }

    /** An engine on the store with a pack deployed. */
    static Engine open(Store store, Sources sources, Engine.Options options) {
        Engine engine = Engine.open(store, null, options);
        try (Pack pack = Pack.load(sources); Actor system = Actor.system()) {
            engine.deploy(pack, system, START);
        }
        return engine;
    }

    /** The instant of a command, from 0. */
    static Instant at(int command) {
        return START.plus(Duration.ofMinutes(command));
    }

    static Command command(String ticket, Actor desk, int number) {
        if (number == 0) return Command.open("t", ticket, desk, "request").data(OPENING);
        var event = EVENTS.get(number - 1);
        return Command.send("t", ticket, desk, event.getKey()).data(event.getValue());
    }

    static List<Command> commands(String ticket, Actor desk) {
        List<Command> commands = new ArrayList<>(COMMANDS);
        for (int i = 0; i < COMMANDS; i++) commands.add(command(ticket, desk, i));
        return commands;
    }
}
