package org.itrengine;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;

/** The rules of a service: workflows, agreements, calendars. Immutable, and shared by threads. */
public final class Pack extends Handle {
    private Pack(long number) {
        super(number, Raw::itr_pack_close);
    }

    /**
     * Reads, checks and compiles a pack from texts.
     *
     * @throws InvalidException with code {@code capi.pack_invalid} if anything is wrong; its diagnostics have all of it
     */
    public static Pack load(Sources sources) {
        return loadJson(sources.toJson());
    }

    /** The same from document {@code sources}. */
    public static Pack loadJson(String sources) {
        Library.itr();
        byte[] text = Call.utf8(sources);
        return new Pack(Call.number((out, err) -> Raw.itr_pack_load(text, text.length, out, err)));
    }

    /**
     * The same from a folder, or from a file that is a whole pack. Imports are looked for by folder name beside it, then
     * in the search path.
     */
    public static Pack load(Path folder, Path... searchPath) {
        Library.itr();
        JsonArray texts = new JsonArray();
        for (Path each : searchPath) texts.add(each.toString());
        JsonObject document = new JsonObject();
        document.add("texts", texts);
        byte[] path = Call.utf8(folder.toString());
        byte[] search = Call.utf8(Json.write(document));
        return new Pack(Call.number((out, err) ->
                Raw.itr_pack_load_folder(path, path.length, search, search.length, out, err)));
    }

    /** The same from what {@link #canonical()} gave. */
    public static Pack loadCanonical(String canonical) {
        Library.itr();
        byte[] text = Call.utf8(canonical);
        return new Pack(Call.number((out, err) -> Raw.itr_pack_load_canonical(text, text.length, out, err)));
    }

    /** All that is wrong with a pack: for editors. A pack with mistakes is no failure of this call. */
    public static Findings check(Sources sources) {
        return Json.read(checkJson(sources.toJson()), Findings.class);
    }

    /** Document {@code diagnostics} for document {@code sources}. */
    public static String checkJson(String sources) {
        Library.itr();
        byte[] text = Call.utf8(sources);
        return Call.document((out, err) -> Raw.itr_pack_check(text, text.length, out, err));
    }

    /** Its name, version, hash, and the names of what is in it. */
    public Description describe() {
        return Json.read(json().describe(), Description.class);
    }

    /** The identity of its canonical form: 64 lower-case hexadecimal digits. */
    public String hash() {
        return Call.document((out, err) -> Raw.itr_pack_hash(number(), out, err));
    }

    /** Its canonical form: what a store keeps. */
    public String canonical() {
        return Call.document((out, err) -> Raw.itr_pack_canonical(number(), out, err));
    }

    /** Its warnings and notes. */
    public List<Diagnostic> diagnostics() {
        return Json.read(json().diagnostics(), Findings.class).diagnostics();
    }

    /** A workflow as a {@code stateDiagram-v2} for Mermaid, titles in a language ("en", "zh"). */
    public String mermaid(String workflow, String language) {
        byte[] name = Call.utf8(workflow);
        byte[] titles = Call.utf8(language);
        return Call.document((out, err) ->
                Raw.itr_pack_mermaid(number(), name, name.length, titles, titles.length, out, err));
    }

    /** A workflow as a {@code digraph} for Graphviz. */
    public String dot(String workflow, String language) {
        byte[] name = Call.utf8(workflow);
        byte[] titles = Call.utf8(language);
        return Call.document((out, err) ->
                Raw.itr_pack_dot(number(), name, name.length, titles, titles.length, out, err));
    }

    /** Runs the scenarios of the pack whose names contain the filter; an empty one: all. */
    public ScenarioReport runScenarios(String filter) {
        return Json.read(json().runScenarios(filter), ScenarioReport.class);
    }

    /**
     * A calendar by its name: "24x7", "office", "office@Europe/Berlin".
     *
     * @throws NotFoundException if there is none
     */
    public Calendar calendar(String name) {
        byte[] text = Call.utf8(name);
        return new Calendar(Call.number((out, err) ->
                Raw.itr_calendar_open(number(), text, text.length, out, err)));
    }

    /** The same calls with documents as texts. */
    public Documents json() {
        return new Documents();
    }

    /** The calls of a pack, each with its document as a text: canonical JSON. */
    public final class Documents {
        private Documents() {}

        /** Document {@code pack}. */
        public String describe() {
            return Call.document((out, err) -> Raw.itr_pack_describe(number(), out, err));
        }

        /** Document {@code diagnostics}. */
        public String diagnostics() {
            return Call.document((out, err) -> Raw.itr_pack_diagnostics(number(), out, err));
        }

        /** Document {@code scenarios}. */
        public String runScenarios(String filter) {
            byte[] text = Call.utf8(filter);
            return Call.document((out, err) ->
                    Raw.itr_pack_run_scenarios(number(), text, text.length, out, err));
        }
    }

    /**
     * What is to be said about a pack.
     *
     * @param valid whether it can be loaded
     * @param diagnostics mistakes, warnings, notes
     */
    public record Findings(boolean valid, List<Diagnostic> diagnostics) {}

    /**
     * What is in a pack.
     *
     * @param name its name
     * @param version its version
     * @param hash the identity of its canonical form
     * @param workflows names
     * @param agreements names
     * @param calendars names
     * @param tables names
     * @param ladders names
     * @param roles names
     * @param forms names
     * @param scenarios names
     */
    public record Description(
            String name,
            String version,
            String hash,
            List<String> workflows,
            List<String> agreements,
            List<String> calendars,
            List<String> tables,
            List<String> ladders,
            List<String> roles,
            List<String> forms,
            List<String> scenarios) {}

    /**
     * What came of scenarios.
     *
     * @param passed how many did
     * @param failed how many did not
     * @param scenarios each of them
     */
    public record ScenarioReport(int passed, int failed, List<Scenario> scenarios) {}

    /**
     * What came of one scenario.
     *
     * @param name its name
     * @param at where it is written
     * @param passed whether all was as expected
     * @param failures what was not
     * @param mistakes what is wrong with the scenario itself
     */
    public record Scenario(
            String name, Place at, boolean passed, List<Failure> failures, List<Diagnostic> mistakes) {}

    /**
     * A place in a pack.
     *
     * @param file the file
     * @param line from 1
     * @param column from 1
     */
    public record Place(String file, int line, int column) {}

    /**
     * What was not as a scenario expects.
     *
     * @param file the file
     * @param line from 1
     * @param step the step of the scenario, from 1
     * @param message a sentence for people
     */
    public record Failure(String file, int line, int step, String message) {}
}
