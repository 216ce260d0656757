package org.itrengine;

import com.sun.jna.Pointer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What all calls have in common: texts in, documents and numbers out, errors as exceptions.
 *
 * <p>A call is a lambda over the wrappers whose handles it uses. It is kept reachable until the call is over, so that
 * the cleaner closes none of them in its midst.
 */
final class Call {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private Call() {}

    /** A function without a result. */
    interface Doing {
        int call(long[] err);
    }

    /** A function that gives bytes or a struct. */
    interface Reading {
        int call(byte[] out, long[] err);
    }

    /** A function that gives a handle or a number of 64 bits. */
    interface Counting {
        int call(long[] out, long[] err);
    }

    /** A function that gives a number of 32 bits. */
    interface Asking {
        int call(int[] out, long[] err);
    }

    static void run(Doing call) {
        long[] err = new long[1];
        check(call.call(err), err[0]);
        Reference.reachabilityFence(call);
    }

    /** The bytes that a function gives, as text. */
    static String document(Reading call) {
        return taken(struct(Raw.ItrBytes.LENGTH, call));
    }

    /** The text of an {@code itr_bytes}, which is freed. */
    static String taken(byte[] out) {
        String text = text(longAt(out, Raw.ItrBytes.DATA), longAt(out, Raw.ItrBytes.SIZE));
        Raw.itr_bytes_free(out);
        return text;
    }

    static byte[] struct(int length, Reading call) {
        byte[] out = new byte[length];
        long[] err = new long[1];
        check(call.call(out, err), err[0]);
        Reference.reachabilityFence(call);
        return out;
    }

    static long number(Counting call) {
        long[] out = new long[1];
        long[] err = new long[1];
        check(call.call(out, err), err[0]);
        Reference.reachabilityFence(call);
        return out[0];
    }

    static boolean yes(Asking call) {
        int[] out = new int[1];
        long[] err = new long[1];
        check(call.call(out, err), err[0]);
        Reference.reachabilityFence(call);
        return out[0] != 0;
    }

    static void check(int status, long error) {
        if (status != Raw.ITR_OK) throw ItrException.of(status, error);
    }

    // ---- texts

    /** UTF-8, strictly: a lone surrogate would silently become a question mark, and name another ticket. */
    static byte[] utf8(String text) {
        for (int i = 0; i < text.length(); i++) if (Character.isSurrogate(text.charAt(i))) return strictly(text);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] utf8OrNull(String text) {
        return text == null ? null : utf8(text);
    }

    static long length(byte[] text) {
        return text == null ? 0 : text.length;
    }

    private static byte[] strictly(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException half) {
            throw new MisuseException(new ItrException.Told(
                    "capi.not_utf8", "expected a text in Unicode, but found half of a surrogate pair", null));
        }
    }

    static String text(Pointer data, long size) {
        return size == 0 ? "" : new String(data.getByteArray(0, (int) size), StandardCharsets.UTF_8);
    }

    private static String text(long address, long size) {
        return text(new Pointer(address), size);
    }

    // ---- structs

    static long longAt(byte[] struct, int offset) {
        return (long) LONG.get(struct, offset);
    }

    static int intAt(byte[] struct, int offset) {
        return (int) INT.get(struct, offset);
    }

    // ---- time

    /** Floored to the millisecond; far beyond the range that the library takes, as far as a long goes. */
    static long millis(Instant at) {
        try {
            return at.toEpochMilli();
        } catch (ArithmeticException beyond) {
            return at.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE - 1;
        }
    }

    static long millis(Duration length) {
        try {
            return length.toMillis();
        } catch (ArithmeticException beyond) {
            return length.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE - 1;
        }
    }

    static Optional<Instant> instant(long millis) {
        return millis == Raw.ITR_NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static Optional<Duration> length(long millis) {
        return millis == Raw.ITR_NEVER ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }
}
