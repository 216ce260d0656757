package org.itrengine;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Finds the native libraries and binds their functions, each when it is first needed. */
final class Library {
    static final String PROPERTY = "itr.library.dir";
    static final String VARIABLE = "ITR_LIBRARY_DIR";

    // Held, so that JNA never unloads them.
    private static volatile NativeLibrary itr;
    private static volatile NativeLibrary sqlite;

    private Library() {}

    /** To be called before any function of {@link Raw}. A second try after a failure tells the same as the first. */
    static void itr() {
        if (itr == null) bindItr();
    }

    /** To be called before any function of {@link RawSqlite}. */
    static void sqlite() {
        itr();
        if (sqlite == null) bindSqlite();
    }

    private static synchronized void bindItr() {
        if (itr != null) return;
        if (Native.POINTER_SIZE != 8) throw new UnsatisfiedLinkError("itr needs a 64-bit Java");
        NativeLibrary library = open("itr");
        int oldest = number(library, "itr_abi_oldest");
        int newest = number(library, "itr_abi_version");
        if (Raw.ITR_ABI_VERSION < oldest || Raw.ITR_ABI_VERSION > newest)
            throw new UnsatisfiedLinkError("%s has the ABI versions %d to %d, this jar needs %d"
                    .formatted(library.getFile(), oldest, newest, Raw.ITR_ABI_VERSION));
        Native.register(Raw.class, library);
        itr = library;
    }

    private static synchronized void bindSqlite() {
        if (sqlite != null) return;
        NativeLibrary library = open("itr_sqlite");
        Native.register(RawSqlite.class, library);
        sqlite = library;
    }

    private static int number(NativeLibrary library, String function) {
        return library.getFunction(function).invokeInt(new Object[0]);
    }

    private static NativeLibrary open(String name) {
        String file = file(name);
        String folder = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        boolean named = folder != null && !folder.isEmpty();
        String wanted = named ? Path.of(folder, file).toAbsolutePath().toString() : file;
        try {
            return NativeLibrary.getInstance(wanted);
        } catch (UnsatisfiedLinkError error) {
            String where = named
                    ? "looked for %s, as -D%s or %s says".formatted(wanted, PROPERTY, VARIABLE)
                    : "the system's loader does not find %s; -D%s=FOLDER or %s=FOLDER says where it is"
                            .formatted(wanted, PROPERTY, VARIABLE);
            throw new UnsatisfiedLinkError("The native library of itr cannot be loaded: " + where
                    + ". The loader says: " + shortened(error.getMessage()));
        }
    }

    /** Without the whole class path, where a library could be, too. */
    private static String shortened(String message) {
        return message.lines().filter(line -> !line.startsWith("Native library (") && !line.startsWith("Unable to load"))
                .distinct().collect(Collectors.joining("; "));
    }

    private static String file(String name) {
        if (Platform.isWindows()) return name + ".dll";
        return Platform.isMac() ? "lib" + name + ".0.dylib" : "lib" + name + ".so.0";
    }
}
