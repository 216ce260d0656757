package org.itrengine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Commands per second on the store in memory, by turns, and how much of them is spent in the binding. In time of the
 * processor, of all threads: what is compiled and collected in the background is in it. Arguments: a folder with the program
 * in_c, the number of turns.
 */
final class LifecycleBench {
    private static final int TICKETS = 2000;
    private static final int WARM_UP = 3;
    private static final Sources BARE = Sources.of("bare.yaml", """
            pack: bare
            version: 1.0.0
            ---
            workflow: bare
            events: {go: {role: desk}}
            states: {a: {on: {go: b}}, b: {on: {go: a}}}
            ---
            roles: {desk: {rights: [open, view]}}
            """);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Sources pack = Lifecycle.pack();
    private final Actor desk = Actor.of("li.wei", "desk");

    private final Path folder; // with the program in_c

    private LifecycleBench(Path folder) throws IOException {
        this.folder = folder;
    }

    private interface Work {
        void on(Engine engine);
    }

    /** Nanoseconds of the processor for each of so many commands. */
    private static double measured(Sources sources, int commands, Work before, Work work) {
        try (Store store = Store.memory(); Engine engine = Lifecycle.open(store, sources, new Engine.Options())) {
            before.on(engine);
            System.gc();
            long begin = SYSTEM.getProcessCpuTime();
            work.on(engine);
            return (double) (SYSTEM.getProcessCpuTime() - begin) / commands;
        }
    }

    private double execute() {
        return measured(pack, TICKETS * Lifecycle.COMMANDS, engine -> {}, engine -> {
            for (int n = 0; n < TICKETS; n++)
                for (int i = 0; i < Lifecycle.COMMANDS; i++)
                    engine.execute(Lifecycle.command("T-" + n, desk, i), Lifecycle.at(i));
        });
    }

    private double executeText() {
        List<String> texts = texts();
        return measured(pack, texts.size(), engine -> {}, engine -> {
            for (int n = 0; n < texts.size(); n++)
                engine.json().execute(texts.get(n), Lifecycle.at(n % Lifecycle.COMMANDS));
        });
    }

    private double executeBatch() {
        int size = 100;
        return measured(pack, TICKETS * Lifecycle.COMMANDS, engine -> {}, engine -> {
            for (int first = 0; first < TICKETS; first += size)
                for (int i = 0; i < Lifecycle.COMMANDS; i++) {
                    List<Command> commands = new ArrayList<>(size);
                    for (int n = first; n < first + size; n++) commands.add(Lifecycle.command("T-" + n, desk, i));
                    for (Outcome each : engine.executeBatch(commands, Lifecycle.at(i)))
                        if (!each.ok()) throw new IllegalStateException(each.toString());
                }
        });
    }

    private double send() {
        return measured(BARE, TICKETS * Lifecycle.EVENT_COUNT, engine -> {
            for (int n = 0; n < TICKETS; n++)
                engine.execute(Command.open("t", "T-" + n, desk, "bare"), Lifecycle.START);
        }, engine -> {
            for (int n = 0; n < TICKETS; n++)
                for (int i = 1; i <= Lifecycle.EVENT_COUNT; i++)
                    engine.send("t", "T-" + n, "go", desk, Lifecycle.at(i));
        });
    }

    /** The commands of {@link #execute} in a program in C, given as bytes that are ready. */
    private double inC() {
        try {
            Path sources = Files.writeString(folder.resolve("sources.json"), pack.toJson());
            List<String> texts = texts();
            List<String> lines = new ArrayList<>(texts.size());
            for (int n = 0; n < texts.size(); n++)
                lines.add(Lifecycle.at(n % Lifecycle.COMMANDS).toEpochMilli() + " " + texts.get(n));
            Path commands = Files.write(folder.resolve("commands.txt"), lines);
            Process process = new ProcessBuilder(folder.resolve("in_c").toString(), sources.toString(),
                    commands.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (process.waitFor() != 0) throw new IllegalStateException("in_c failed");
            return Double.parseDouble(printed);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>(TICKETS * Lifecycle.COMMANDS);
        for (int n = 0; n < TICKETS; n++)
            for (Command each : Lifecycle.commands("T-" + n, desk)) texts.add(each.toJson());
        return texts;
    }

    private interface Measure {
        double nanos();
    }

    public static void main(String[] arguments) throws IOException {
        int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        LifecycleBench bench = new LifecycleBench(Path.of(arguments[0]));
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("execute", bench::execute);
        measures.put("execute, texts", bench::executeText);
        measures.put("executeBatch of 100", bench::executeBatch);
        measures.put("send", bench::send);
        measures.put("in C", bench::inC);
        Map<String, double[]> nanos = new LinkedHashMap<>();
        for (int turn = -WARM_UP; turn < turns; turn++)
            for (var each : measures.entrySet()) {
                double measured = each.getValue().nanos();
                if (turn >= 0) nanos.computeIfAbsent(each.getKey(), name -> new double[turns])[turn] = measured;
            }
        bench.desk.close();
        report(nanos, turns);
    }

    private static void report(Map<String, double[]> nanos, int turns) {
        Map<String, Double> medians = new LinkedHashMap<>();
        System.out.printf("%-24s %12s %9s   (medians of %d)%n", "", "commands/s", "µs each", turns);
        nanos.forEach((name, each) -> {
            Arrays.sort(each);
            double median = each[each.length / 2];
            medians.put(name, median);
            System.out.printf("%-24s %,12.0f %9.2f%n", name, 1e9 / median, median / 1000);
        });
        for (String name : List.of("execute", "execute, texts"))
            System.out.printf("share of %s spent in the binding: %.0f %%%n", name,
                    100 * (1 - medians.get("in C") / medians.get(name)));
    }
}
