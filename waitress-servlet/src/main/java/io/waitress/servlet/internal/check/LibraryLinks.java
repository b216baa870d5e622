package io.waitress.servlet.internal.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Sums up what libraries refer to and nobody has. Most of that is of other libraries that they can use and do without, so
 * it is told in one finding for each jar; what does not fit in a library that is there is told for each of those.
 */
final class LibraryLinks implements Inspection {

    private static final int NAMED_PACKAGES = 6;

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        for (Part part : subject.libraries()) {
            if (!Bundled.isServerApi(part)) {
                missingClasses(part, subject.world(), findings);
                misfits(part, subject.world(), findings);
            }
        }
    }

    private static void missingClasses(Part part, World world, Consumer<Finding> findings) {
        Map<String, Integer> packages = new TreeMap<>();
        int count = 0;
        for (String name : part.types().keySet()) {
            if (RemovedModule.of(name) == null && world.find(name) == null) {
                packages.merge(library(name), 1, Integer::sum);
                count++;
            }
        }
        if (count > 0) {
            List<String> named = packages.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed()).map(Map.Entry::getKey)
                    .limit(NAMED_PACKAGES).toList();
            findings.accept(Finding.info(Kind.OPTIONAL_CLASS, part.label(), count
                    + (count == 1 ? " class is" : " classes are") + " nowhere, of "
                    + String.join(", ", named) + (packages.size() > named.size()
                            ? " and " + (packages.size() - named.size()) + " others" : ""),
                    "Nothing, unless the application uses what needs them.").times(count));
        }
    }

    /** Returns as much of a package's name as tells which library it is of. */
    private static String library(String name) {
        String[] names = ClassNames.packageOf(name).split("/");
        return names[0].isEmpty() ? ClassNames.dotted(name)
                : String.join(".", List.of(names).subList(0, Math.min(3, names.length)));
    }

    /** What is missing in classes of the JDK and the server is most often looked for behind a question for the version. */
    private static void misfits(Part part, World world, Consumer<Finding> findings) {
        Map<String, Users> jars = new LinkedHashMap<>();
        Map<String, TreeSet<String>> members = new LinkedHashMap<>();
        Members.find(part, world, (member, users, answer) -> {
            String owner = world.isOutside(member.owner()) ? "" : world.labelOf(member.owner());
            jars.merge(owner, users, (one, other) -> one.count() >= other.count() ? one : other);
            members.computeIfAbsent(owner, any -> new TreeSet<>()).add(member.text());
        });
        jars.forEach((owner, users) -> {
            TreeSet<String> missing = members.get(owner);
            String text = missing.first() + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : "")
                    + (missing.size() > 1 ? " are" : " is") + " not in "
                    + (owner.isEmpty() ? "this Java or server" : owner) + ", and used by " + users.text();
            boolean serious = !owner.isEmpty() && !owner.equals(part.label());
            findings.accept((serious
                    ? Finding.warning(Kind.MISSING_MEMBER, part.label(), text,
                            "Use versions of the jars that fit each other.")
                    : Finding.info(Kind.MISSING_MEMBER, part.label(), text,
                            "Nothing, unless the application uses what needs it; a newer version may not."))
                    .times(missing.size()));
        });
    }
}
