import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/**
 * What the libraries of an application cost at its start, with and without what the server keeps between starts.
 * Makes an archive with many jars, starts {@code waitress-serve.jar} with it again and again, and prints the median time
 * from the command to {@code Serving on}:
 *
 * <pre>{@code
 * mvn -q package -DskipTests -pl waitress-servlet -am
 * java examples/start/StartCost.java [jars=60] [classes=550] [own=0] [runs=7] [server=FILE]
 * }</pre>
 *
 * {@code server} is {@code waitress-servlet/target/waitress-serve.jar} unless given, {@code classes} is how many each
 * jar has, {@code own} how many {@code WEB-INF/classes} has. Needs a JDK.
 */
public final class StartCost {

    /** Some 4 KB of class file, as libraries have them on average; the name is replaced by others of the same length. */
    private static final String TEMPLATE = """
            package p000;
            import java.util.*;
            public class C00000 implements Comparable<C00000> {
                private final Map<String, List<Integer>> values = new TreeMap<>();
                private String name = "name of %1$s";
                private long count;
                public C00000 with(String key, int... more) {
                    List<Integer> list = values.computeIfAbsent(key, any -> new ArrayList<>());
                    for (int value : more) {
                        list.add(value * 31 + (int) count++);
                    }
                    return this;
                }
                public Optional<Integer> largest(String key) {
                    return values.getOrDefault(key, List.of()).stream().filter(value -> value > 17)
                            .max(Comparator.naturalOrder());
                }
                public String describe(Locale locale) {
                    StringBuilder text = new StringBuilder(name).append(' ').append(count);
                    for (Map.Entry<String, List<Integer>> entry : values.entrySet()) {
                        text.append(String.format(locale, "%%s has %%d values", entry.getKey(),
                                entry.getValue().size()));
                    }
                    if (text.length() > 1000) {
                        throw new IllegalStateException("too long: " + text.length() + " letters of %1$s");
                    }
                    return text.toString();
                }
                @Override public int compareTo(C00000 other) { return name.compareTo(other.name); }
                @Override public boolean equals(Object other) {
                    return other instanceof C00000 c && c.name.equals(name);
                }
                @Override public int hashCode() { return Objects.hash(name, count); }
                @Override public String toString() { return describe(Locale.ROOT); }
                @Deprecated public void rename(String other) { name = Objects.requireNonNull(other, "name of %1$s"); }
            }
            """.formatted("C00000");

    private static final String SERVLET = """
            package shop;
            @jakarta.servlet.annotation.WebServlet("/*")
            public class Shop extends jakarta.servlet.http.HttpServlet { }
            """;

    private static Path sources;
    private static int jars = 60;
    private static int classes = 550;
    private static int own;
    private static int runs = 7;
    private static Path server = Path.of("waitress-servlet/target/waitress-serve.jar");

    private StartCost() {
    }

    public static void main(String[] arguments) throws Exception {
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.substring(0, argument.indexOf('=') + 1)) {
                case "jars=" -> jars = Integer.parseInt(value);
                case "classes=" -> classes = Integer.parseInt(value);
                case "own=" -> own = Integer.parseInt(value);
                case "runs=" -> runs = Integer.parseInt(value);
                case "server=" -> server = Path.of(value);
                default -> throw new IllegalArgumentException(
                        argument + ": expected jars=N, classes=N, own=N, runs=N or server=FILE");
            }
        }
        Path work = Files.createTempDirectory("start-cost-");
        try {
            measure(work);
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void measure(Path work) throws Exception {
        sources = work.resolve("sources");
        Path folder = Files.createDirectories(work.resolve("app"));
        compile(folder.resolve("WEB-INF/classes"), "shop.Shop", SERVLET);
        byte[] template = template(work.resolve("template"));
        for (int jar = 1; jar <= jars; jar++) {
            write(jar(template, jar), folder.resolve("WEB-INF/lib/library-" + jar + ".jar"));
        }
        for (int number = 0; number < own; number++) {
            write(named(template, 0, number), folder.resolve("WEB-INF/classes").resolve(fileName(0, number)));
        }
        Path archive = work.resolve("app.war");
        pack(folder, archive);
        System.out.printf(Locale.ROOT,
                "%d jars of %d classes, %d classes beside them, %.1f MB; Java %s, %d processors; median of %d%n",
                jars, classes, own, Files.size(archive) / 1e6, System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(), runs);
        String kept = "--work-dir=" + work.resolve("kept");
        List<String> rows = List.of("archive", "archive, indexes kept", "folder", "folder, indexes kept");
        long[][] times = new long[rows.size()][runs];
        start(kept, archive); // keeps them
        for (int run = 0; run < runs; run++) { // in turn, so that what disturbs disturbs all
            times[0][run] = start("--work-dir=none", archive);
            times[1][run] = start(kept, archive);
            times[2][run] = start("--work-dir=none", folder);
            times[3][run] = start(kept, folder);
        }
        for (int row = 0; row < rows.size(); row++) {
            Arrays.sort(times[row]);
            System.out.printf("%-24s%6d ms%n", rows.get(row), times[row][runs / 2]);
        }
    }

    /** Returns the milliseconds until the server says that it serves. */
    private static long start(String option, Path application) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(java(), "-jar", server.toString(), "--listen=127.0.0.1:0", option,
                application.toString()).redirectErrorStream(true).start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> said = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.startsWith("Serving on")) {
                    long millis = (System.nanoTime() - begin) / 1_000_000;
                    process.destroy();
                    process.waitFor();
                    return millis;
                }
            }
            throw new IOException("the server has not started:\n" + String.join("\n", said));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    // ---- the application ----

    private static byte[] template(Path folder) throws IOException {
        compile(folder, "p000.C00000", TEMPLATE);
        return Files.readAllBytes(folder.resolve("p000/C00000.class"));
    }

    private static void compile(Path folder, String className, String source) throws IOException {
        Path file = sources.resolve(className.replace('.', '/') + ".java");
        write(source.getBytes(StandardCharsets.UTF_8), file);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler().run(null, messages, messages, "-nowarn", "-cp",
                server.toString(), "-d", folder.toString(), file.toString());
        if (result != 0) {
            throw new IOException(messages.toString());
        }
    }

    private static String className(int jar, int number) {
        return String.format(Locale.ROOT, "p%03d/C%05d", jar, number);
    }

    private static String fileName(int jar, int number) {
        return className(jar, number) + ".class";
    }

    /** Replaces the names, which stand in the class file as they are, by others of the same length. */
    private static byte[] named(byte[] template, int jar, int number) {
        String name = className(jar, number);
        String text = new String(template, StandardCharsets.ISO_8859_1);
        return text.replace("p000/C00000", name).replace("C00000", name.substring(5))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] jar(byte[] template, int jar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(String.format("p%03d/", jar)));
            for (int number = 0; number < classes; number++) {
                zip.putNextEntry(new ZipEntry(fileName(jar, number)));
                zip.write(named(template, jar, number));
            }
        }
        return bytes.toByteArray();
    }

    private static void pack(Path folder, Path archive) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive); ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
            }
        }
    }

    private static void write(byte[] content, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
