package io.waitress.servlet.internal.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Finds what needs packages of the JDK that are closed to applications: classes that refer to them, and libraries that
 * are known to reflect on them, or call {@code ClassLoader.defineClass} by reflection and in no other way. What the
 * command line or the manifest has opened is no finding.
 */
final class JdkInternals implements Inspection {

    private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";

    private final Map<String, Module> modules = new HashMap<>();
    private final Module application = ClassLoader.getSystemClassLoader().getUnnamedModule();

    /** A library that reflects on the JDK, which its classes do not show. */
    private record Reflecting(String jarPrefix, List<String> packages) {
    }

    private static final List<Reflecting> KNOWN = List.of(
            new Reflecting("xstream-", List.of("java.lang", "java.util", "java.text", "java.lang.reflect")),
            new Reflecting("groovy-2.", List.of("java.lang", "java.util", "java.io")),
            new Reflecting("groovy-all-2.", List.of("java.lang", "java.util", "java.io")),
            new Reflecting("kryo-", List.of("java.util", "java.lang")),
            new Reflecting("ehcache-2.", List.of("java.lang", "java.util")));

    JdkInternals() {
        for (Module module : ModuleLayer.boot().modules()) {
            module.getPackages().forEach(name -> modules.put(name, module));
        }
    }

    @Override
    public void inspect(Subject subject, Consumer<Finding> findings) {
        for (Part part : subject.parts()) {
            closed(part, subject.world(), findings);
            if (!part.definers().isEmpty() && !part.mentions(LOOKUP, "defineClass")) {
                opens(part, List.of("java.lang"), ClassNames.dotted(part.definers().get(0))
                        + " calls ClassLoader.defineClass by reflection", findings);
            }
            for (Reflecting known : KNOWN) {
                if (part.fileName().startsWith(known.jarPrefix)) {
                    opens(part, known.packages, "this library is known to reflect on classes of Java", findings);
                }
            }
        }
    }

    private void opens(Part part, List<String> packages, String evidence, Consumer<Finding> findings) {
        List<String> closed = packages.stream().filter(name -> !modules.get(name).isOpen(name, application)).toList();
        if (!closed.isEmpty()) {
            findings.accept(Finding.warning(Kind.JDK_INTERNALS, part.label(), evidence + ", which is closed: "
                    + String.join(", ", closed), "Start with " + String.join(" ", closed.stream()
                            .map(name -> option("--add-opens", name)).toList())
                    + " before -jar, or update the library."));
        }
    }

    private String option(String option, String packageName) {
        return option + " " + modules.get(packageName).getName() + "/" + packageName + "=ALL-UNNAMED";
    }

    /** Libraries refer to such packages in corners that most applications never reach. */
    private void closed(Part part, World world, Consumer<Finding> findings) {
        Map<String, Users> used = new TreeMap<>();
        part.types().forEach((name, users) -> {
            String packageName = ClassNames.dotted(ClassNames.packageOf(name)).replaceFirst("\\.$", "");
            Module module = modules.get(packageName);
            if (module != null && !module.isExported(packageName, application)
                    && !world.hasPackage(ClassNames.packageOf(name))) {
                used.merge(packageName, users, (one, other) -> one.count() >= other.count() ? one : other);
            }
        });
        if (!used.isEmpty()) {
            Finding finding = Finding.warning(Kind.JDK_INTERNALS, part.label(), String.join(", ", used.keySet())
                    + (used.size() == 1 ? ", which is closed, is" : ", which are closed, are") + " used by "
                    + used.values().iterator().next().text(), "Start with " + String.join(" ", used.keySet().stream()
                            .map(name -> option("--add-exports", name)).toList())
                    + " before -jar, or update the library.").times(used.size());
            findings.accept(part.own() ? finding : finding.as(Severity.INFO));
        }
    }
}
