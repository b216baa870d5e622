package io.waitress.servlet.cli;

import io.waitress.servlet.cli.Deployment.Target;
import io.waitress.servlet.webapp.Preflight;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command {@code check}: tells what would become of an application that is served with the same options, and opens no
 * port.
 */
final class CheckCommand {

    static final String NAME = "check";

    /** The exit status for an application that will not start. */
    static final int FAILS = 2;

    private static final String JSON = "--json";

    private CheckCommand() {
    }

    /** Reads what comes after the command: the options and APP as for serving it, and {@code --json}. */
    static Command parse(List<String> arguments, Map<String, String> environment) throws UsageException {
        List<String> rest = new ArrayList<>(arguments);
        boolean json = rest.remove(JSON);
        rest.add(0, OwnOption.LOG_LEVEL.option() + "=error"); // what the log would say is in the report
        Command command = CommandLine.parse(rest, environment);
        if (!(command instanceof Command.Serve serve)) {
            return command;
        }
        Deployment only = serve.deployments().get(0);
        if (serve.deployments().size() > 1) {
            throw new UsageException(serve.deployments().get(1).target() + ": " + NAME + " takes one APP");
        }
        if (!(only.target() instanceof Target.Files files)) {
            throw new UsageException(only.target() + ": " + NAME + " takes a .war file or a folder");
        }
        return new Command.CheckFiles(files.path(), serve, json);
    }

    /**
     * Checks an application, and prints what was found.
     *
     * @return the exit status
     */
    static int run(Command.CheckFiles command, PrintStream out) throws LaunchException {
        command.options().logLevel().apply();
        Deployment deployment = command.options().deployments().get(0);
        try {
            Preflight preflight = Preflight.of(command.files(),
                    options -> Applications.configure(options, deployment.contextPath(), command.options()));
            out.print(command.json() ? preflight.json() : preflight.text());
            out.flush();
            return switch (preflight.verdict()) {
                case FINE -> 0;
                case WARNINGS -> 1;
                case FAILS -> FAILS;
            };
        } catch (IOException e) {
            throw new LaunchException(Causes.problem("cannot check " + command.files(), e), e);
        }
    }
}
