package org.itrengine;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Something that lives in the library until it is closed.
 *
 * <p>Close it, best by try-with-resources. What a program forgets is closed some time after the garbage collector has
 * found it, and no sooner. A call on something closed is a {@link MisuseException} with code
 * {@code capi.closed_handle}; closing twice is none. Every method may be called from any thread.
 */
public abstract sealed class Handle implements AutoCloseable
        permits Actor, Calendar, Decider, Engine, Expression, Host, Pack, Store {
    private static final Cleaner CLEANER = Cleaner.create();

    /** A function of the library that closes handles of one kind. */
    interface Closing {
        int close(long number, long[] err);
    }

    private final Open open;
    private final Cleaner.Cleanable cleanable;

    Handle(long number, Closing closing) {
        open = new Open(number, closing);
        cleanable = CLEANER.register(this, open);
    }

    final long number() {
        return open.number;
    }

    /**
     * Closes it. Calls that other threads are in the midst of end as if it were open.
     *
     * @throws MisuseException within a callback, where nothing can be closed; it stays open
     */
    @Override
    public final void close() {
        open.close();
        cleanable.clean();
    }

    /** What must outlive the wrapper, and so must not refer to it. */
    private static final class Open implements Runnable {
        private final long number;
        private final Closing closing;
        private final AtomicBoolean closed = new AtomicBoolean();

        Open(long number, Closing closing) {
            this.number = number;
            this.closing = closing;
        }

        void close() {
            if (!closed.compareAndSet(false, true)) return;
            long[] err = new long[1];
            int status = closing.close(number, err);
            if (status == Raw.ITR_OK) return;
            closed.set(false);
            throw ItrException.of(status, err[0]);
        }

        @Override
        public void run() {
            close();
        }
    }
}
