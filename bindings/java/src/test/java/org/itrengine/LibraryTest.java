package org.itrengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
    /** Asks twice, so that what a second try tells is seen, too. */
    public static final class Asking {
        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++)
                try {
                    if (arguments.length > 0) Store.sqlite(Path.of(arguments[0])).close();
                    System.out.println("version " + Itr.version());
                } catch (UnsatisfiedLinkError error) {
                    System.out.println(error.getMessage());
                }
        }
    }

    /** What a Java of its own prints, with this property and variable; null: without. */
    private static List<String> asked(String property, String variable, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        if (property != null) command.add("-D" + Library.PROPERTY + "=" + property);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Asking.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.remove("LD_LIBRARY_PATH");
        environment.remove(Library.VARIABLE);
        if (variable != null) environment.put(Library.VARIABLE, variable);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        return text.lines().toList();
    }

    private static String where() {
        return System.getProperty(Library.PROPERTY, System.getenv(Library.VARIABLE));
    }

    @Test
    void aFolderWithoutTheLibraryIsNamed(@TempDir Path folder) throws Exception {
        List<String> lines = asked(folder.toString(), null);
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).startsWith("The native library of itr cannot be loaded: looked for "
                + folder.resolve("libitr.so.0") + ", as -Ditr.library.dir or ITR_LIBRARY_DIR says."), lines.get(0));
        assertEquals(lines.get(0), lines.get(1));
    }

    @Test
    void withoutAFolderTheSystemIsAsked() throws Exception {
        String line = asked(null, null).get(0);
        assertTrue(line.startsWith("version ") || line.contains("the system's loader does not find libitr.so.0;"
                + " -Ditr.library.dir=FOLDER or ITR_LIBRARY_DIR=FOLDER says where it is"), line);
    }

    @Test
    void thePropertyGoesBeforeTheVariable(@TempDir Path empty) throws Exception {
        assertEquals("version " + Itr.version(), asked(where(), empty.toString()).get(0));
        assertEquals("version " + Itr.version(), asked(null, where()).get(0));
    }

    @Test
    void theLibraryForFilesIsOnlyNeededForFiles(@TempDir Path folder) throws Exception {
        Files.copy(Path.of(where(), "libitr.so.0"), folder.resolve("libitr.so.0"));
        assertEquals("version " + Itr.version(), asked(folder.toString(), null).get(0));
        String line = asked(folder.toString(), null, folder.resolve("tickets.db").toString()).get(0);
        assertTrue(line.contains("looked for " + folder.resolve("libitr_sqlite.so.0")), line);
    }

    @Test
    void theLibrariesMayBeOnTheClassPath(@TempDir Path folder) throws Exception {
        Path resources = Files.createDirectories(folder.resolve(Platform.RESOURCE_PREFIX));
        for (String file : List.of("libitr.so.0", "libitr_sqlite.so.0"))
            Files.copy(Path.of(where(), file), resources.resolve(file));
        String before = System.getProperty("java.class.path");
        System.setProperty("java.class.path", before + File.pathSeparator + folder);
        try {
            assertEquals("version " + Itr.version(), asked(null, null, folder.resolve("tickets.db").toString()).get(0));
        } finally {
            System.setProperty("java.class.path", before);
        }
    }

    @Test
    void theLibraryTellsWhatItIs() {
        assertTrue(Itr.version().matches("\\d+\\.\\d+\\.\\d+"), Itr.version());
        assertTrue(Itr.abiVersion() >= Raw.ITR_ABI_VERSION);
        Itr.Limits limits = Itr.limits();
        assertEquals(Itr.version(), limits.version());
        assertEquals(Raw.ITR_MAX_NAME_BYTES, limits.nameBytes());
        assertEquals(Raw.ITR_MAX_PAGE, limits.page());
        assertEquals(Raw.ITR_MAX_DOCUMENT_BYTES, limits.documentBytes());
        assertTrue(limits.timers().isPresent());
    }

    @Test
    void rawSignaturesAreUpToDate() throws Exception {
        Process process = new ProcessBuilder("python3", "generate.py").redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
    }
}
