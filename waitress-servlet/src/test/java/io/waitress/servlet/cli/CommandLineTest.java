package io.waitress.servlet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.waitress.core.settings.ListenAddress;
import io.waitress.core.settings.Setting;
import io.waitress.servlet.cli.Deployment.Target;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @TempDir
    private Path folder;
    private Path war;
    private Path config;

    @BeforeEach
    void makeFiles() throws IOException {
        war = Files.writeString(folder.resolve("shop.war"), "");
        config = folder.resolve("server.properties");
    }

    private Command.Serve serve(Map<String, String> environment, String... arguments) throws UsageException {
        return assertInstanceOf(Command.Serve.class,
                CommandLine.parse(List.of(arguments).stream().map(this::expand).toList(), environment));
    }

    private Command.Serve serve(String... arguments) throws UsageException {
        return serve(Map.of(), arguments);
    }

    private String errorOf(Map<String, String> environment, String... arguments) {
        return assertThrows(UsageException.class, () -> serve(environment, arguments)).getMessage();
    }

    private String expand(String argument) {
        return argument.replace("WAR", war.toString()).replace("CONFIG", config.toString())
                .replace("FOLDER", folder.toString());
    }

    @Test
    void servesOneApplicationWithTheDefaults() throws UsageException {
        Command.Serve command = serve("WAR");

        assertEquals(List.of(new Deployment(null, new Target.Files(war), war.toString())), command.deployments());
        assertEquals(List.of(), command.classPath());
        assertEquals(LogLevel.INFO, command.logLevel());
    }

    @ParameterizedTest
    @CsvSource({"/, ''", "/x, /x", "/a/b, /a/b"})
    void takesContextPath(String text, String path) throws UsageException {
        assertEquals(path, serve("--context-path=" + text, "WAR").deployments().get(0).contextPath());
        assertEquals(path, serve("WAR", "--context-path", text).deployments().get(0).contextPath());
    }

    @Test
    void takesSeveralApplications() throws UsageException {
        Command.Serve command = serve("--app=/a=WAR", "--app", "/=FOLDER", "--context-path=/b", "com.example.Hello");

        assertEquals(List.of(
                new Deployment("/b", new Target.ServletClass("com.example.Hello"), "com.example.Hello"),
                new Deployment("/a", new Target.Files(war), "--app=/a=" + war),
                new Deployment("", new Target.Files(folder), "--app=/=" + folder)), command.deployments());
    }

    @Test
    void takesFactoryMethod() throws UsageException {
        assertEquals(new Target.Factory("com.example.App", "create"),
                serve("com.example.App::create").deployments().get(0).target());
    }

    @Test
    void takesSettings() throws UsageException {
        Command.Serve command = serve("--threads=3", "--listen=127.0.0.1:0", "--listen=[::1]:0", "--no-ipv4",
                "--expose-tracebacks", "--log-level=DEBUG", "--", "WAR");

        assertEquals(3, command.settings().threads());
        assertEquals(List.of(new ListenAddress.Tcp("127.0.0.1", 0), new ListenAddress.Tcp("::1", 0)),
                command.settings().listen());
        assertFalse(command.settings().ipv4());
        assertTrue(command.settings().exposeTracebacks());
        assertEquals(LogLevel.DEBUG, command.logLevel());
    }

    @Test
    void prefersOptionToEnvironmentToFile() throws Exception {
        Files.writeString(config, """
                threads = 1
                connection_limit = 11
                recvBytes: 1111
                log-level=trace
                context-path=/file
                """);
        Map<String, String> environment = Map.of("WAITRESS_THREADS", "2", "WAITRESS_CONNECTION_LIMIT", "22",
                "WAITRESS_LOG_LEVEL", "error", "WAITRESS_UNRELATED", "x");

        Command.Serve command = serve(environment, "--config=CONFIG", "--threads=3", "WAR");

        assertEquals(3, command.settings().threads());
        assertEquals(22, command.settings().connectionLimit());
        assertEquals(1111, command.settings().recvBytes());
        assertEquals(LogLevel.ERROR, command.logLevel());
        assertEquals("/file", command.deployments().get(0).contextPath());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/cache | /local | /home | /cache/waitress",
        "relative | '' | /home | /home/.cache/waitress",
        "'' | /local | /home | /local/waitress",
        "'' | '' | ? | ",
        "'' | '' | '' | ",
    })
    void keepsFilesWhereTheUserHasSuch(String cache, String local, String home, Path expected) {
        assertEquals(expected, WorkFolder.ofUser(Map.of("XDG_CACHE_HOME", cache, "LOCALAPPDATA", local), home));
    }

    @Test
    void takesWorkFolderAndAsynchronousTimeout() throws UsageException {
        assertEquals(folder.resolve("work"), serve("--work-dir=FOLDER/work", "WAR").workFolder());
        assertNull(serve("--work-dir=none", "WAR").workFolder());
        assertEquals(Duration.ofSeconds(7), serve(Map.of("WAITRESS_ASYNC_TIMEOUT", "7"), "WAR").asyncTimeout());
        assertEquals(Duration.ZERO, serve("--async-timeout=0", "WAR").asyncTimeout());
        assertNull(serve("WAR").asyncTimeout());
        assertEquals(Duration.ZERO, serve("--jsp-check-interval=0", "WAR").jspCheckInterval());
        assertNull(serve("WAR").jspCheckInterval());
        assertTrue(serve("--precompile", "WAR").precompile());
        assertFalse(serve("WAR").precompile());
    }

    @Test
    void takesFlagsOfApplications() throws Exception {
        Command.Serve none = serve("WAR");
        assertFalse(none.crossContext() || none.streamBodies());
        Command.Serve both = serve("--cross-context", "--stream-bodies", "WAR");
        assertTrue(both.crossContext() && both.streamBodies());
        Map<String, String> environment = Map.of("WAITRESS_CROSS_CONTEXT", "true", "WAITRESS_STREAM_BODIES", "false");
        Command.Serve one = serve(environment, "WAR");
        assertTrue(one.crossContext() && !one.streamBodies());
        assertEquals("WAITRESS_STREAM_BODIES=yes: expected true or false",
                errorOf(Map.of("WAITRESS_STREAM_BODIES", "yes"), "WAR"));
    }

    @Test
    void takesResources() throws Exception {
        Path file = Files.writeString(folder.resolve("resources"), "jdbc/a=jdbc:b \njdbc/a.password = secret\nlimit=1");
        Path twice = Files.writeString(folder.resolve("twice"), "x=1\nx=2\n");

        assertEquals(Map.of("jdbc/a", "jdbc:b?c=d", "limit", "5"),
                serve("--resource=jdbc/a=jdbc:b?c=d", "--resource", "limit=5", "WAR").resources());
        assertEquals(Map.of("jdbc/a", "jdbc:other", "jdbc/a.password", "secret", "limit", "1"),
                serve(Map.of("WAITRESS_RESOURCES", file.toString()), "--resource=jdbc/a=jdbc:other", "WAR").resources());
        assertEquals(twice + ": x is given twice", errorOf(Map.of(), "--resources=" + twice, "WAR"));
        assertEquals(Map.of(), serve("WAR").resources());
    }

    @Test
    void takesUsers() throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "ada: secret");

        assertEquals(users, serve("--users=FOLDER/users", "WAR").users());
        assertEquals(users, serve(Map.of("WAITRESS_USERS", users.toString()), "WAR").users());
        assertNull(serve("WAR").users());
    }

    @Test
    void takesClassPathWithWildcard() throws Exception {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        Path a = Files.writeString(lib.resolve("a.jar"), "");
        Path b = Files.writeString(lib.resolve("b.jar"), "");
        Files.writeString(lib.resolve("c.txt"), "");

        assertEquals(List.of(folder, a, b),
                serve("--classpath=FOLDER" + File.pathSeparator + "FOLDER/lib/*", "a.B").classPath());
        assertEquals(List.of(a, b), serve("--lib=FOLDER/lib/*", "WAR").shared());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helpComesBeforeEverythingElse(String option) throws UsageException {
        assertInstanceOf(Command.Help.class, CommandLine.parse(List.of("--app=x", option), Map.of()));
    }

    @Test
    void asksForTheVersion() throws UsageException {
        assertInstanceOf(Command.Version.class, CommandLine.parse(List.of("--version"), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | no APP given: a .war file, a folder or a class name; --help tells more",
        "--context-path=/x --app=/a=WAR | --context-path=/x: has no meaning without APP",
        "WAR other | other: only one APP is expected; use --app=PATH=APP for each further one",
        "missing.war | missing.war: no such file or folder",
        "some/where | some/where: no such file or folder",
        "--thread=5 WAR | --thread: no such option; did you mean --threads?",
        "--no-ipv5 WAR | --no-ipv5: no such option; did you mean --no-ipv4?",
        "--contextpath=/x WAR | --contextpath: no such option; did you mean --context-path?",
        "--daemonize WAR | --daemonize: no such option; --help lists all",
        "-x WAR | -x: no such option; --help lists all",
        "--context-path=x WAR | --context-path=x: expected / or a path that begins with / and does not end with it,"
                + " such as /shop",
        "--context-path=/x/ WAR | --context-path=/x/: expected / or a path that begins with / and does not end with"
                + " it, such as /shop",
        "--context-path=/x/../y WAR | --context-path=/x/../y: expected / or a path that begins with / and does not end"
                + " with it, such as /shop",
        "--app=/x?y=WAR | --app=/x?y=WAR: expected / or a path that begins with / and does not end with it, such as"
                + " /shop",
        "--app==WAR | --app==WAR: expected / or a path that begins with / and does not end with it, such as /shop",
        "--app=/x= | --app=/x=: expected a .war file, a folder or a class name",
        "WAR --context-path | --context-path: needs a value, as in --context-path=PATH",
        "--help=yes | --help=yes: --help takes no value",
        "--app=WAR | --app=WAR: expected --app=PATH=APP, such as --app=/shop=shop.war",
        "--app=/x=no.war | --app=/x=no.war: no such file or folder",
        "--app=/x=WAR --app=/x=FOLDER | --app=/x=FOLDER: another application has the context path /x already:"
                + " --app=/x=WAR",
        "--app=/x=WAR --context-path=/x a.B | --app=/x=WAR: another application has the context path /x already: a.B",
        "--tls-protocols=TLSv1.3 WAR | --tls-protocols=TLSv1.3: has no meaning without a certificate, as from"
                + " --tls-keystore",
        "--log-level=loud WAR | --log-level=loud: expected trace, debug, info, warn, error or off",
        "--async-timeout=soon WAR | --async-timeout=soon: expected whole seconds, 0 for never",
        "--jsp-check-interval=often WAR | --jsp-check-interval=often: expected whole seconds, 0 for never",
        "--async-timeout=-1 WAR | --async-timeout=-1: expected whole seconds, 0 for never",
        "--users=nowhere WAR | --users=nowhere: no such file",
        "--users=FOLDER WAR | --users=FOLDER: expected a file, but this is a folder",
        "--users= WAR | --users=: no such file",
        "--resource=x WAR | --resource=x: expected --resource=NAME=VALUE, such as"
                + " --resource=jdbc/shop=jdbc:postgresql://db/shop",
        "--resource=x=1 --resource=x=2 WAR | --resource=x: is given twice",
        "--resources=nowhere WAR | --resources=nowhere: no such file",
        "--classpath=nowhere a.B | --classpath=nowhere: there is no nowhere",
        "--config=nowhere WAR | --config=nowhere: no such file",
        "--threads=0 WAR | --threads=0: expected a whole number, 1 to 100000",
        "--threads=many WAR | --threads=many: expected a whole number, 1 to 100000",
        "--host=127.0.0.1 --listen=*:80 WAR | --listen=*:80: may not be set together with --host",
        "--log-level WAR | --log-level WAR: expected trace, debug, info, warn, error or off",
    })
    void namesWhatIsWrong(String arguments, String expected) {
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");

        assertEquals(expand(expected), errorOf(Map.of(), words));
    }

    @Test
    void namesTheVariableThatIsWrong() {
        assertEquals("WAITRESS_LOG_LEVEL=x: expected trace, debug, info, warn, error or off",
                errorOf(Map.of("WAITRESS_LOG_LEVEL", "x"), "WAR"));
    }

    @Test
    void warnsOfVariablesThatAreProbablyMisspelled() throws UsageException {
        assertEquals(List.of("WAITRESS_THRAEDS: no such setting; did you mean WAITRESS_THREADS?"),
                serve(Map.of("WAITRESS_THRAEDS", "4", "WAITRESS_SERVICE_HOST", "10.0.0.1",
                        "WAITRESS_PORT_8080_TCP", "x", "WAITRESS_BACKLOG", "7"), "WAR").warnings());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "threds=5 | threds: no such setting; did you mean threads?",
        "--threads=4 | --threads: no such setting; did you mean threads?",
        "app=/x=y.war | app: --app is for the command line only",
        "resource=x=1 | resource: --resource is for the command line only",
        "help=true | help: --help is for the command line only",
    })
    void namesTheLineOfTheFileThatIsWrong(String line, String expected) throws IOException {
        Files.writeString(config, line + "\n");

        assertEquals(config + ": " + expected, errorOf(Map.of(), "--config=CONFIG", "WAR"));
    }

    @Test
    void writesHelpInAscii() {
        assertTrue(Help.text().chars().allMatch(c -> c < 0x7f));
    }

    @Test
    void helpFitsATerminalAndNamesEveryOption() {
        String help = Help.text();

        assertEquals(List.of(), help.lines().filter(line -> line.length() > 80).toList());
        assertEquals(List.of(), help.lines().filter(line -> !line.equals(line.stripTrailing())).toList());
        assertFalse(help.contains("More:"), "every setting has its group");
        for (OwnOption option : OwnOption.values()) {
            assertTrue(help.contains("  " + option.form()), option.form());
        }
        for (Setting setting : Setting.all()) {
            assertTrue(help.contains("  " + setting.option()), setting.option());
        }
    }
}
