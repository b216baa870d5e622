package io.waitress.servlet.cli;

import io.waitress.core.settings.Setting;
import io.waitress.core.settings.Settings;
import io.waitress.core.settings.SettingsException;
import io.waitress.core.settings.SettingsText;
import io.waitress.servlet.internal.text.Nearest;
import io.waitress.servlet.webapp.LegacyMode;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a command line with what the environment and a properties file add to it: an option counts more than a variable
 * of the environment, and that more than a line of the file. Used once.
 */
final class CommandLine {

    /** A value in the words in which it was given. */
    private record Given(String text, String origin) {
    }

    /** Where a check asks: the addresses of the settings may be in use by the server that runs. */
    private static final String PRIVATE_ADDRESS = "http://127.0.0.1:0";

    /** Where a check listens besides, so that certificates and keys are looked at. */
    private static final String PRIVATE_TLS_ADDRESS = " https://127.0.0.1:0";

    private static final String HASH_PASSWORD = "hash-password";

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final SettingsText settings = new SettingsText();
    private final Map<OwnOption, Given> own = new EnumMap<>(OwnOption.class);
    private final List<String> apps = new ArrayList<>();
    private final List<String> resources = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();

    private CommandLine(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    static Command parse(List<String> arguments, Map<String, String> environment) throws UsageException {
        if (!arguments.isEmpty() && arguments.get(0).equals(HASH_PASSWORD)) {
            if (arguments.size() > 1) {
                throw new UsageException(HASH_PASSWORD + ": nothing is expected after it; the password is read from the"
                        + " terminal or the standard input");
            }
            return new Command.HashPassword();
        }
        if (!arguments.isEmpty() && arguments.get(0).equals(CheckCommand.NAME)) {
            return CheckCommand.parse(arguments.subList(1, arguments.size()), environment);
        }
        try {
            return new CommandLine(arguments, environment).parse();
        } catch (SettingsException e) {
            throw new UsageException(e.errors());
        }
    }

    private Command parse() throws UsageException {
        readArguments();
        if (own.containsKey(OwnOption.HELP)) {
            return new Command.Help();
        }
        if (own.containsKey(OwnOption.VERSION)) {
            return new Command.Version();
        }
        readEnvironment();
        readConfig();
        Settings built = settings.build();
        boolean check = own.containsKey(OwnOption.CHECK);
        if (check) {
            settings.listenInstead(PRIVATE_ADDRESS + (built.tls().enabled() ? PRIVATE_TLS_ADDRESS : ""));
            built = settings.build();
        }
        LogLevel level = logLevel(); // before APP, which a forgotten value may have taken away
        return new Command.Serve(built, deployments(), folder(OwnOption.WEBAPPS), classPath(OwnOption.CLASSPATH),
                classPath(OwnOption.LIB), workFolder(), users(), folder(OwnOption.SESSION_STORE), resources(), legacy(),
                flag(OwnOption.CROSS_CONTEXT), flag(OwnOption.STREAM_BODIES), seconds(OwnOption.ASYNC_TIMEOUT),
                seconds(OwnOption.JSP_CHECK_INTERVAL), flag(OwnOption.PRECOMPILE), level, misspelledVariables(),
                settings::inWordsOfTheUser, check);
    }

    // ---- sources ----

    private void readArguments() throws UsageException {
        int index = 0;
        while (index < arguments.size()) {
            String argument = arguments.get(index);
            if (argument.equals("--")) {
                operands.addAll(arguments.subList(index + 1, arguments.size()));
                return;
            }
            index += argument.startsWith("-") && argument.length() > 1 ? readOption(index) : readOperand(argument);
        }
    }

    private int readOperand(String argument) {
        operands.add(argument);
        return 1;
    }

    private int readOption(int index) throws UsageException {
        String argument = arguments.get(index);
        OwnOption option = OwnOption.of(argument);
        if (option == null) {
            int used = settings.option(arguments, index);
            if (used == 0) {
                throw unknown(argument);
            }
            return used;
        }
        int equals = argument.indexOf('=');
        if (!option.takesValue()) {
            if (equals >= 0) {
                throw new UsageException(argument + ": " + option.option() + " takes no value");
            }
            own.put(option, new Given("", argument));
            return 1;
        }
        if (equals >= 0) {
            give(option, argument.substring(equals + 1), argument);
            return 1;
        }
        if (index + 1 == arguments.size()) {
            throw new UsageException(argument + ": needs a value, as in " + option.form());
        }
        String value = arguments.get(index + 1);
        give(option, value, argument + " " + value);
        return 2;
    }

    private void give(OwnOption option, String value, String origin) {
        if (option == OwnOption.APP) {
            apps.add(value);
        } else if (option == OwnOption.RESOURCE) {
            resources.add(value);
        } else {
            own.put(option, new Given(value, origin));
        }
    }

    private void readEnvironment() {
        settings.environment(environment);
        for (OwnOption option : OwnOption.values()) {
            String value = option.givenElsewhere() ? environment.get(option.environmentName()) : null;
            if (value != null) {
                own.putIfAbsent(option, new Given(value, option.environmentName() + "=" + value));
            }
        }
    }

    private void readConfig() throws UsageException {
        Given config = own.get(OwnOption.CONFIG);
        if (config == null) {
            return;
        }
        Map<String, String> properties = load(config);
        for (OwnOption option : OwnOption.values()) {
            String value = option.givenElsewhere() ? properties.remove(option.key()) : null;
            if (value != null) {
                own.putIfAbsent(option, new Given(value, config.text + ": " + option.key() + "=" + value));
            }
        }
        List<String> unknown = settings.properties(properties, config.text);
        if (!unknown.isEmpty()) {
            throw new UsageException(unknown.stream()
                    .map(key -> config.text + ": " + key + ": " + unknownKey(key)).toList());
        }
    }

    private static Map<String, String> load(Given config) throws UsageException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(config.text), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new UsageException(config.origin + ": no such file");
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(config.origin + ": cannot be read: " + e.getMessage());
        }
        Map<String, String> texts = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name).strip()));
        return texts;
    }

    // ---- results ----

    private List<Deployment> deployments() throws UsageException {
        List<Deployment> deployments = new ArrayList<>();
        Given contextPath = own.get(OwnOption.CONTEXT_PATH);
        if (operands.size() > 1) {
            throw new UsageException(operands.get(1) + ": only one APP is expected; use "
                    + OwnOption.APP.form() + " for each further one");
        }
        for (String app : operands) {
            String path = contextPath == null ? null : Deployment.contextPath(contextPath.text, contextPath.origin);
            deployments.add(Deployment.of(path, app, app));
        }
        for (String app : apps) {
            deployments.add(mounted(app));
        }
        if (deployments.isEmpty() && !own.containsKey(OwnOption.WEBAPPS)) {
            throw new UsageException("no APP given: a .war file, a folder or a class name; --help tells more");
        }
        if (contextPath != null && operands.isEmpty()) {
            throw new UsageException(contextPath.origin + ": has no meaning without APP");
        }
        checkPaths(deployments);
        return deployments;
    }

    /** Applications that choose their path themselves are checked when it is known. */
    private static void checkPaths(List<Deployment> deployments) throws UsageException {
        Map<String, Deployment> paths = new HashMap<>();
        for (Deployment deployment : deployments) {
            Deployment first = deployment.contextPath() == null
                    ? null
                    : paths.putIfAbsent(deployment.contextPath(), deployment);
            if (first != null) {
                throw taken(deployment, deployment.contextPath(), first);
            }
        }
    }

    /** Makes the error that an application has the context path of an earlier one. */
    static UsageException taken(Deployment second, String contextPath, Deployment first) {
        return new UsageException(second.origin() + ": another application has the context path "
                + (contextPath.isEmpty() ? "/" : contextPath) + " already: " + first.origin());
    }

    private static Deployment mounted(String app) throws UsageException {
        String origin = OwnOption.APP.option() + "=" + app;
        int equals = app.indexOf('=');
        if (equals < 0) {
            throw new UsageException(origin + ": expected " + OwnOption.APP.form() + ", such as --app=/shop=shop.war");
        }
        return Deployment.of(Deployment.contextPath(app.substring(0, equals), origin), app.substring(equals + 1),
                origin);
    }

    private List<Path> classPath(OwnOption option) throws UsageException {
        Given classPath = own.get(option);
        return classPath == null ? List.of() : ClassPath.parse(classPath.text, classPath.origin);
    }

    private Path workFolder() throws UsageException {
        Given folder = own.get(OwnOption.WORK_DIR);
        return folder == null
                ? WorkFolder.ofUser(environment, System.getProperty("user.home"))
                : WorkFolder.parse(folder.text, folder.origin);
    }

    /** A flag is given by its name on the command line, and by true or false elsewhere. */
    private boolean flag(OwnOption option) throws UsageException {
        Given given = own.get(option);
        if (given == null || given.text.equals("false")) {
            return false;
        }
        if (given.text.isEmpty() || given.text.equals("true")) {
            return true;
        }
        throw new UsageException(given.origin + ": expected true or false");
    }

    private Path folder(OwnOption option) throws UsageException {
        Given folder = own.get(option);
        return folder == null ? null : WorkFolder.named(folder.text, folder.origin);
    }

    private Path users() throws UsageException {
        Given users = own.get(OwnOption.USERS);
        return users == null ? null : Users.parse(users.text, users.origin);
    }

    private Map<String, String> resources() throws UsageException {
        Given file = own.get(OwnOption.RESOURCES);
        return resources.isEmpty() && file == null
                ? Map.of()
                : ResourceTexts.parse(resources, file == null ? null : file.text, file == null ? null : file.origin);
    }

    /** Returns null if nothing was said, so that the start need not load it. */
    private LegacyMode legacy() throws UsageException {
        Given mode = own.get(OwnOption.LEGACY);
        if (mode == null) {
            return null;
        }
        for (LegacyMode known : LegacyMode.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(mode.text)) {
                return known;
            }
        }
        throw new UsageException(mode.origin + ": expected auto, on or off");
    }

    private Duration seconds(OwnOption option) throws UsageException {
        Given given = own.get(option);
        if (given == null) {
            return null;
        }
        try {
            int seconds = Integer.parseInt(given.text);
            if (seconds >= 0) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException ignored) {
            // the error below says it
        }
        throw new UsageException(given.origin + ": expected whole seconds, 0 for never");
    }

    private LogLevel logLevel() throws UsageException {
        Given level = own.get(OwnOption.LOG_LEVEL);
        if (level == null) {
            return LogLevel.INFO;
        }
        for (LogLevel candidate : LogLevel.values()) {
            if (candidate.text().equalsIgnoreCase(level.text)) {
                return candidate;
            }
        }
        throw new UsageException(level.origin + ": expected trace, debug, info, warn, error or off");
    }

    // ---- messages ----

    private static UsageException unknown(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        return new UsageException(name + ": no such option" + suggestion(name));
    }

    private static String suggestion(String option) {
        Set<String> options = new TreeSet<>();
        for (OwnOption known : OwnOption.values()) {
            options.add(known.option());
        }
        for (Setting known : Setting.all()) {
            options.add("--" + known.dashedName());
            if (known.flag()) {
                options.add("--no-" + known.dashedName());
            }
        }
        return suggestion(option, options);
    }

    private static String suggestion(String word, Set<String> candidates) {
        String nearest = Nearest.of(word, candidates);
        return nearest == null ? "; --help lists all" : "; did you mean " + nearest + "?";
    }

    private static String unknownKey(String key) {
        String name = key.startsWith("--") ? key.substring(2) : key;
        OwnOption own = OwnOption.of("--" + name);
        if (own != null && !own.givenElsewhere()) {
            return own.option() + " is for the command line only";
        }
        return "no such setting" + suggestion(name, namesElsewhere());
    }

    /** Returns all names that a properties file may have. */
    private static Set<String> namesElsewhere() {
        Set<String> names = new TreeSet<>();
        for (OwnOption known : OwnOption.values()) {
            if (known.givenElsewhere()) {
                names.add(known.key());
            }
        }
        Setting.all().forEach(known -> names.add(known.dashedName()));
        return names;
    }

    /** Finds variables that look like ours. Others may be somebody else's, as orchestrators set some for services. */
    private List<String> misspelledVariables() {
        List<String> warnings = new ArrayList<>();
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (variable.startsWith(SettingsText.ENVIRONMENT_PREFIX)) {
                String nearest = nearestVariable(variable.substring(SettingsText.ENVIRONMENT_PREFIX.length()));
                if (nearest != null) {
                    warnings.add(variable + ": no such setting; did you mean " + SettingsText.ENVIRONMENT_PREFIX
                            + nearest + "?");
                }
            }
        }
        return warnings;
    }

    /** Returns the name of a variable, without prefix, that is like the given one, or null; null too if it is one. */
    private static String nearestVariable(String name) {
        Set<String> known = new TreeSet<>();
        namesElsewhere().forEach(other -> known.add(other.replace('-', '_').toUpperCase(Locale.ROOT)));
        return known.contains(name) ? null : Nearest.of(name, known);
    }
}
