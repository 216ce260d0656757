package org.itrengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The questions of tests/corpus, which every language answers alike. */
@ExtendWith(NoLeaks.class)
class CorpusTest {
    private static final int BEFORE = 60;
    private static final int SHOWN = 300;

    @Test
    void everyAnswerIsTheReferencesByteForByte() throws IOException {
        compare(new AsDocuments());
    }

    @Test
    void theRecordsOfThePackageLoseNothing() throws IOException {
        compare(new ThroughRecords());
    }

    private static void compare(Corpus.Way way) throws IOException {
        String named = System.getenv("ITR_CORPUS");
        assumeTrue(named != null, "ITR_CORPUS names no folder");
        List<String> wanted = Files.readAllLines(Path.of(named, "reference.jsonl"));
        List<String> answers = new Corpus(way).answers(Files.readAllLines(Path.of(named, "requests.jsonl")));
        assertTrue(answers.size() > 100, "a corpus of " + answers.size() + " requests");
        assertEquals(wanted.size(), answers.size());
        String differences = IntStream.range(0, wanted.size()).filter(i -> !wanted.get(i).equals(answers.get(i)))
                .mapToObj(i -> difference(wanted.get(i), answers.get(i))).collect(Collectors.joining("\n"));
        assertTrue(differences.isEmpty(), differences);
    }

    /** Where two answers are not the same: a little before the first character, and what follows it. */
    private static String difference(String wanted, String answer) {
        int same = 0;
        while (same < Math.min(wanted.length(), answer.length()) && wanted.charAt(same) == answer.charAt(same)) same++;
        int from = Math.max(0, same - BEFORE);
        return part(wanted, 0, BEFORE) + ": expected " + part(wanted, from, SHOWN) + "\nbut found " + part(answer, from, SHOWN);
    }

    private static String part(String text, int from, int size) {
        return text.substring(from, Math.min(text.length(), from + size));
    }
}
