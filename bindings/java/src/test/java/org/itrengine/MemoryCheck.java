package org.itrengine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resident memory on the SQLite store with a cache limit: after 1,000,000 commands at most 1.05 times that after 200,000.
 * To be run with a heap of fixed size that is touched at the start, so that what grows is not the heap. Arguments: a
 * folder for the database, and the number of commands.
 */
final class MemoryCheck {
    private static final double LIMIT = 1.05;

    private MemoryCheck() {}

    public static void main(String[] arguments) throws IOException {
        int most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "memory");
        Path file = folder.resolve("tickets.db");
        var options = new Store.SqliteOptions().synchronous(Store.SqliteOptions.Synchronous.OFF);
        double first;
        double last;
        try (Store store = Store.sqlite(file, options); Actor desk = Actor.of("li.wei", "desk");
                Engine engine = Lifecycle.open(store, Lifecycle.pack(), new Engine.Options().cacheBytes(8 << 20))) {
            first = residentAfter(most / 5, 0, engine, desk);
            residentAfter(most / 5 * 3, most / 5, engine, desk);
            last = residentAfter(most, most / 5 * 3, engine, desk);
        }
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) Files.delete(each);
        }
        Files.delete(folder);
        System.out.printf("%.3f times, at most %.2f%n", last / first, LIMIT);
        System.exit(last / first <= LIMIT ? 0 : 1);
    }

    /** Mebibytes, when so many commands have been carried out since the beginning. */
    private static double residentAfter(int wanted, int done, Engine engine, Actor desk) throws IOException {
        for (int n = done; n < wanted; n++) {
            int i = n % Lifecycle.COMMANDS;
            engine.execute(Lifecycle.command("T-" + n / Lifecycle.COMMANDS, desk, i), Lifecycle.at(i));
        }
        System.gc();
        double mebibytes = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum() / 1024.0;
        System.out.printf("%,d commands: %.1f MiB resident, %d tickets cached, %d handles open%n", wanted, mebibytes,
                engine.counters().cachedTickets(), Itr.openHandles());
        return mebibytes;
    }
}
