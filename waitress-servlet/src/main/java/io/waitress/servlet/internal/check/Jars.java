package io.waitress.servlet.internal.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds jars that have what others have too: each other's classes, or those of the server. */
final class Jars implements Inspection {

    private static final String LIB = "WEB-INF/lib";

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        for (Part part : subject.libraries()) {
            if (Bundled.isServerApi(part)) {
                findings.accept(Finding.info(Kind.JAR, part.label(),
                        "has the API of servlets, pages or expressions, of which the server's own comes first",
                        "Leave the jar out."));
            }
        }
        duplicates(subject.parts(), findings);
        List<String> signed = subject.libraries().stream().filter(Part::signed).map(Part::fileName).toList();
        if (!signed.isEmpty()) {
            findings.accept(Finding.info(Kind.JAR, LIB, "signed, so that each of their classes is verified: "
                    + String.join(", ", signed), "").times(signed.size()));
        }
    }

    /** Two parts that have classes of the same names, the first of which counts. */
    private record Pair(Part first, Part second) {
    }

    private static void duplicates(List<Part> parts, Consumer<Finding> findings) {
        Map<String, Part> owners = new LinkedHashMap<>();
        Map<Pair, List<String>> shared = new LinkedHashMap<>();
        for (Part part : parts) {
            for (String name : part.classes().keySet()) {
                Part first = owners.putIfAbsent(name, part);
                if (first != null) {
                    shared.computeIfAbsent(new Pair(first, part), any -> new ArrayList<>()).add(name);
                }
            }
        }
        shared.forEach((pair, names) -> {
            long different = names.stream().filter(name -> pair.first.classes().get(name).content()
                    != pair.second.classes().get(name).content()).count();
            findings.accept(Finding.info(Kind.JAR, pair.second.label(), "has " + names.size() + " classes that "
                    + pair.first.label() + " has too, and has first, such as " + ClassNames.dotted(names.get(0))
                    + (different == 0 ? "; they are the same" : "; " + different + " of them differ"),
                    different == 0 ? "" : "Leave one of the two out.").times(names.size()));
        });
    }
}
