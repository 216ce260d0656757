package org.itrengine;

import static org.itrengine.Desk.NINE;
import static org.itrengine.Desk.TENANT;
import static org.itrengine.Desk.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class ThreadsTest {
    private static final int THREADS = 8;

    private static <T> List<T> together(Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(Collections.nCopies(THREADS, work)))
                results.add(each.get());
            return results;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anEngineIsUsedByManyThreadsAtOnce() throws Exception {
        try (Host host = Host.open().assignment("dispatcher", snapshot -> Optional.of(Assignment.toOwner("wang")));
                Desk desk = new Desk(host)) {
            var last = new AtomicInteger();
            together(() -> {
                for (int i = 0; i < 50; i++) {
                    String ticket = "T-" + last.incrementAndGet();
                    desk.open(ticket);
                    desk.send(ticket, "dispatch", 1);
                    assertEquals(Optional.of("wang"), desk.get(ticket, 1).owner());
                }
                return null;
            });
            assertEquals(50 * THREADS, desk.engine.tickets(Query.of(TENANT), desk.agent).count());
            assertEquals(100 * THREADS, desk.store.counters().commits());
        }
    }

    @Test
    void ofThreadsThatSendTheSameKeyOneIsTheFirst() throws Exception {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            List<Outcome> outcomes = together(() ->
                    desk.engine.send(TENANT, "T-1", "dispatch", "once", -1, desk.agent, minutes(1)));
            assertEquals(1, outcomes.stream().filter(each -> !each.repeated()).count());
            assertEquals(2, desk.get("T-1", 1).version());
        }
    }

    @Test
    void anExpressionIsSharedByThreads() throws Exception {
        try (Expression square = Expression.compile("x * x", Map.of("x", "int"))) {
            List<Long> sums = together(() -> IntStream.range(0, 1000)
                    .mapToLong(i -> (long) square.evaluate(Map.of("x", i))).sum());
            for (long sum : sums) assertEquals(332_833_500L, sum);
        }
    }

    @Test
    void closingWhatOtherThreadsUseEndsTheirCallsInOrder() throws Exception {
        for (int round = 0; round < 10; round++) {
            Desk desk = new Desk();
            desk.open("T-1");
            CountDownLatch begun = new CountDownLatch(THREADS);
            Thread closing = new Thread(() -> {
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                desk.close();
            });
            closing.start();
            List<String> codes = together(() -> {
                desk.get("T-1", 0);
                begun.countDown();
                try {
                    while (true) desk.get("T-1", 0);
                } catch (MisuseException closed) {
                    return closed.code();
                }
            });
            closing.join();
            for (String code : codes) assertEquals("capi.closed_handle", code);
        }
    }

    @Test
    void whatAProgramForgetsIsClosedWhenItIsCollected() throws Exception {
        long before = Itr.openHandles();
        ReferenceQueue<Actor> collected = new ReferenceQueue<>();
        PhantomReference<Actor> forgotten = forget(collected);
        assertEquals(before + 1, Itr.openHandles());
        collectDownTo(before);
        assertTrue(forgotten.refersTo(null));
    }

    @Test
    void whatIsUsedInOneCallOnlyStaysOpenUntilThatIsOver() throws Exception {
        AtomicBoolean collecting = new AtomicBoolean();
        List<Long> handles = new ArrayList<>();
        try (Host host = Host.open()) {
            host.assignment("dispatcher", snapshot -> {
                if (!collecting.get()) return Optional.empty();
                handles.add(Itr.openHandles());
                for (int i = 0; i < 20; i++) System.gc();
                handles.add(Itr.openHandles());
                return Optional.empty();
            });
            try (Desk desk = new Desk(host)) {
                long before = Itr.openHandles();
                int last = 4000; // until it is compiled
                for (int i = 0; i <= last; i++) {
                    desk.open("T-" + i);
                    if (i == last) collectDownTo(before);
                    collecting.set(i == last);
                    dispatchAsSomebody(desk, "T-" + i);
                }
                collectDownTo(before);
            }
        }
        assertEquals(handles.get(0), handles.get(1));
    }

    private static void dispatchAsSomebody(Desk desk, String ticket) {
        desk.engine.send(TENANT, ticket, "dispatch", Actor.of("li", "agent"), NINE);
    }

    /** Collecting takes long enough for the thread that closes what was found. */
    private static void collectDownTo(long handles) {
        for (int i = 0; i < 500 && Itr.openHandles() > handles; i++) System.gc();
        assertEquals(handles, Itr.openHandles());
    }

    private static PhantomReference<Actor> forget(ReferenceQueue<Actor> collected) {
        return new PhantomReference<>(Actor.of("li", "agent"), collected);
    }

    @Test
    void manyShortLivedThreadsLeaveNothingBehind() throws Exception {
        try (Desk desk = new Desk()) {
            desk.open("T-1");
            for (int i = 0; i < 200; i++) {
                Thread thread = new Thread(() -> desk.engine.get(TENANT, "T-1", desk.agent, NINE));
                thread.start();
                thread.join();
            }
            assertEquals(1, desk.get("T-1", 0).version());
        }
    }
}
