package org.itrengine;

import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * What an engine or decider asks its host: where to log, and policies that the rules name.
 *
 * <p>Callbacks run in the thread that called the engine, without a lock held. Within one, nothing of this library can
 * be called but {@link Itr}; the rest is a {@link MisuseException} with code {@code capi.reentrant}. What a callback
 * throws never reaches the engine: it goes to the thread's handler of uncaught exceptions, and a policy that throws has
 * proposed nothing.
 *
 * <p>Callbacks live as long as an engine that was opened with them, and what they refer to is not collected: an engine
 * that its own policy refers to goes only when it is closed.
 */
public final class Host extends Handle {
    private Host(long number) {
        super(number, Raw::itr_host_close);
    }

    /** A host without callbacks. */
    public static Host open() {
        Library.itr();
        return new Host(Call.number(Raw::itr_host_open));
    }

    /** Where engines log that are opened from now on. */
    public Host log(LogSink sink) {
        Memory table = Callbacks.table(Raw.ItrLogSink.LENGTH, Raw.ItrLogSink.USER_DATA, sink);
        table.setPointer(Raw.ItrLogSink.LOG, Callbacks.LOG);
        table.setPointer(Raw.ItrLogSink.RELEASE, Callbacks.RELEASE);
        Callbacks.handOver(table, Raw.ItrLogSink.USER_DATA,
                err -> Raw.itr_host_set_log(number(), table, err));
        return this;
    }

    /** The same into a logger of the Java platform, each line as "event: message". */
    public Host log(System.Logger logger) {
        Objects.requireNonNull(logger);
        return log((level, event, message) -> logger.log(level, event + ": " + message));
    }

    /** What an {@code assign} action of this name asks. */
    public Host assignment(String name, AssignmentPolicy policy) {
        Objects.requireNonNull(policy);
        byte[] text = Call.utf8(name);
        addPolicy(snapshot -> answer(policy.propose(snapshot), Assignment::toJson),
                (table, err) -> Raw.itr_host_add_assignment(number(), text, text.length, table, err));
        return this;
    }

    /** What is asked when a ladder of this name reaches a level. */
    public Host escalation(String name, EscalationPolicy policy) {
        Objects.requireNonNull(policy);
        byte[] text = Call.utf8(name);
        addPolicy(snapshot -> answer(policy.propose(snapshot), Escalation::toJson),
                (table, err) -> Raw.itr_host_add_escalation(number(), text, text.length, table, err));
        return this;
    }

    /** What a {@code raise} action of this name asks. */
    public Host routing(String name, RoutingPolicy policy) {
        Objects.requireNonNull(policy);
        byte[] text = Call.utf8(name);
        addPolicy(snapshot -> answer(policy.propose(snapshot), Route::toJson),
                (table, err) -> Raw.itr_host_add_routing(number(), text, text.length, table, err));
        return this;
    }

    /** What is asked how long a promise of kind {@code host} is, by the name or key of its clock. */
    public Host target(String name, TargetPolicy policy) {
        Objects.requireNonNull(policy);
        byte[] text = Call.utf8(name);
        addPolicy(snapshot -> answer(policy.propose(snapshot), length -> "{\"target\":" + Call.millis(length) + "}"),
                (table, err) -> Raw.itr_host_add_target(number(), text, text.length, table, err));
        return this;
    }

    private interface Adding {
        int call(Pointer table, long[] err);
    }

    private static void addPolicy(Callbacks.Policy policy, Adding adding) {
        Memory table = Callbacks.table(Raw.ItrPolicy.LENGTH, Raw.ItrPolicy.USER_DATA, policy);
        table.setPointer(Raw.ItrPolicy.PROPOSE, Callbacks.PROPOSE);
        table.setPointer(Raw.ItrPolicy.RELEASE, Callbacks.RELEASE);
        Callbacks.handOver(table, Raw.ItrPolicy.USER_DATA, err -> adding.call(table, err));
    }

    private static <T> String answer(Optional<T> proposed, Function<T, String> write) {
        return proposed.map(write).orElse(null);
    }

    /** Where an engine logs. */
    @FunctionalInterface
    public interface LogSink {
        /** Takes one line. The event is a stable word such as {@code pack.deployed}. */
        void log(System.Logger.Level level, String event, String message);
    }

    /** A decision that the host makes: who is to have a ticket. It must look at nothing but the snapshot. */
    @FunctionalInterface
    public interface AssignmentPolicy {
        /** Proposes somebody, or nobody. It is stored in the journal; replay never asks again. */
        Optional<Assignment> propose(Snapshot snapshot);
    }

    /** A decision that the host makes: what happens at a level of a ladder. It must look at nothing but the snapshot. */
    @FunctionalInterface
    public interface EscalationPolicy {
        /** Proposes something, or nothing. It is stored in the journal; replay never asks again. */
        Optional<Escalation> propose(Snapshot snapshot);
    }

    /** A decision that the host makes: where a ticket goes next. It must look at nothing but the snapshot. */
    @FunctionalInterface
    public interface RoutingPolicy {
        /** Proposes an event, or nothing. It is stored in the journal; replay never asks again. */
        Optional<Route> propose(Snapshot snapshot);
    }

    /** A decision that the host makes: how long a promise is. It must look at nothing but the snapshot. */
    @FunctionalInterface
    public interface TargetPolicy {
        /** Proposes a length, or nothing. It is stored in the journal; replay never asks again. */
        Optional<Duration> propose(Snapshot snapshot);
    }

    /** The three functions that the library calls, and what they stand for by its number. */
    private static final class Callbacks {
        /** Gives the document of an answer, or null. */
        interface Policy {
            String propose(Snapshot snapshot);
        }

        private static final Map<Long, Object> HELD = new ConcurrentHashMap<>();
        private static final AtomicLong LAST = new AtomicLong();
        private static final System.Logger.Level[] LEVELS = {
            System.Logger.Level.DEBUG, System.Logger.Level.INFO, System.Logger.Level.WARNING, System.Logger.Level.ERROR
        };

        // The objects are held by these fields as long as the class is: the library keeps their addresses.
        private static final Raw.ItrLogSinkLog LOG_FUNCTION = Callbacks::log;
        private static final Raw.ItrPolicyPropose PROPOSE_FUNCTION = Callbacks::propose;
        private static final Raw.ItrRelease RELEASE_FUNCTION = userData -> HELD.remove(Pointer.nativeValue(userData));
        static final Pointer LOG = CallbackReference.getFunctionPointer(LOG_FUNCTION);
        static final Pointer PROPOSE = CallbackReference.getFunctionPointer(PROPOSE_FUNCTION);
        static final Pointer RELEASE = CallbackReference.getFunctionPointer(RELEASE_FUNCTION);

        static Memory table(int length, int userData, Object held) {
            Memory table = new Memory(length);
            table.clear();
            table.setInt(0, length);
            long number = LAST.incrementAndGet();
            HELD.put(number, Objects.requireNonNull(held));
            table.setLong(userData, number);
            return table;
        }

        /** If the library does not take it, it never releases it. */
        static void handOver(Memory table, int userData, Call.Doing call) {
            try {
                Call.run(call);
            } catch (RuntimeException error) {
                HELD.remove(table.getLong(userData));
                throw error;
            }
        }

        private static void log(
                Pointer userData, int level, Pointer event, long eventSize, Pointer message, long messageSize) {
            try {
                ((LogSink) HELD.get(Pointer.nativeValue(userData))).log(
                        LEVELS[level], Call.text(event, eventSize), Call.text(message, messageSize));
            } catch (Throwable thrown) {
                tell(thrown);
            }
        }

        private static int propose(Pointer userData, Pointer snapshot, long size, long reply) {
            try {
                String answer = ((Policy) HELD.get(Pointer.nativeValue(userData)))
                        .propose(Json.read(Call.text(snapshot, size), Snapshot.class));
                if (answer == null) return 0;
                byte[] text = Call.utf8(answer);
                Call.run(err -> Raw.itr_reply_write(reply, text, text.length, err));
                return 0;
            } catch (Throwable thrown) {
                tell(thrown);
                return 1;
            }
        }

        private static void tell(Throwable thrown) {
            Thread thread = Thread.currentThread();
            try {
                thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
            } catch (Throwable ignored) {
                // What the handler of last resort throws, the Java platform ignores, too.
            }
        }
    }
}
