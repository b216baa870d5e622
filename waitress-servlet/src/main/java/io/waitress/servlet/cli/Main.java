package io.waitress.servlet.cli;

import io.waitress.core.WaitressServer;
import io.waitress.core.settings.ListenAddress;
import io.waitress.core.settings.Settings;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The program {@code waitress-serve}. Ends with 0 after a stop, 1 if something failed, 2 if it was asked wrongly, or
 * with what an application gives to {@code System.exit}.
 */
public final class Main {

    static final int STOPPED = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private static final int SERVER_ERROR = 500;

    private static final String PROGRAM = "waitress-serve: ";

    /** What closing applications and removing their files may take beyond the grace for requests. */
    private static final Duration CLEANING = Duration.ofSeconds(5);

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the program and ends the JVM.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        int status = new Main(System.out, System.err).run(List.of(arguments), System.getenv());
        System.exit(status);
    }

    /**
     * Runs the program; while it serves, until the server is stopped, the process gets a signal, or the calling thread
     * is interrupted.
     *
     * @return the exit status
     */
    int run(List<String> arguments, Map<String, String> environment) {
        try {
            Command command = CommandLine.parse(arguments, environment);
            if (command instanceof Command.Serve serve) {
                return serve(serve);
            }
            if (command instanceof Command.HashPassword) {
                return hashPassword();
            }
            if (command instanceof Command.CheckFiles files) {
                return check(files);
            }
            out.print(command instanceof Command.Help ? Help.text() : version());
            out.flush();
            return STOPPED;
        } catch (UsageException e) {
            e.getMessage().lines().forEach(line -> err.println(PROGRAM + line));
            return WRONG_USAGE;
        }
    }

    private int check(Command.CheckFiles command) {
        try {
            return CheckCommand.run(command, out);
        } catch (LaunchException e) {
            failed(e.getMessage(), e);
            return CheckCommand.FAILS;
        }
    }

    private int hashPassword() {
        try {
            out.println(HashPassword.run(HashPassword.terminal(), System.in));
            out.flush();
            return STOPPED;
        } catch (LaunchException e) {
            return failed(e.getMessage(), e);
        }
    }

    private int serve(Command.Serve command) throws UsageException {
        command.logLevel().apply();
        for (String warning : command.warnings()) {
            LoggerFactory.getLogger(Main.class).warn(warning);
        }
        Settings settings = command.settings();
        Duration patience = settings.management().shutdownDelay().plus(settings.shutdownGrace()).plus(CLEANING);
        Applications applications = new Applications();
        StopSignal signal = StopSignal.install(patience, applications::close);
        try (applications) {
            WaitressServer server = WaitressServer.create(applications.load(command), settings);
            return command.check()
                    ? check(server, applications, command)
                    : serve(server, command, signal);
        } catch (LaunchException e) {
            return failed(e.getMessage(), e);
        } finally {
            signal.finish();
        }
    }

    private int serve(WaitressServer server, Command.Serve command, StopSignal signal) {
        if (!start(server, command)) {
            return FAILED;
        }
        try {
            announce(server);
            server.join();
        } catch (InterruptedException ignored) {
            // this is how the thread is asked to stop the server
        } finally {
            stop(server, signal);
        }
        Throwable failure = server.failure();
        return failure == null ? STOPPED : failed("stopped by itself: " + Causes.describe(failure), failure);
    }

    /** Tells what the applications answer when asked for what is at their paths. */
    private int check(WaitressServer server, Applications applications, Command.Serve command) {
        String prefix = command.settings().urlPrefix();
        try (server) {
            if (!start(server, command)) {
                return FAILED;
            }
            int status = STOPPED;
            for (String contextPath : applications.contextPaths()) {
                String path = contextPath + "/";
                int answer = Check.get(server.uri(), prefix + path);
                if (answer >= SERVER_ERROR) {
                    status = FAILED;
                    err.println(PROGRAM + path + " answers with " + answer);
                } else {
                    out.println("OK: " + path + " answers with " + answer);
                }
            }
            out.flush();
            return status;
        } catch (IOException e) {
            return failed(Causes.problem("no answer", e), e);
        }
    }

    /** Returns false, having told why, if it does not start. */
    private boolean start(WaitressServer server, Command.Serve command) {
        try {
            server.start();
            return true;
        } catch (IOException | RuntimeException | LinkageError e) {
            if (e.getCause() instanceof ServletException application) {
                failed(Causes.describe(application), application);
            } else {
                failed(command.words().apply(Causes.problem("cannot start", e)), e);
            }
            return false;
        }
    }

    private static void stop(WaitressServer server, StopSignal signal) {
        if (signal.hurried()) {
            server.stop(Duration.ZERO);
        } else {
            server.stop();
        }
    }

    private void announce(WaitressServer server) {
        Iterator<URI> uris = server.uris().iterator();
        for (ListenAddress address : server.addresses()) {
            out.println("Serving on " + (address instanceof ListenAddress.Tcp ? uris.next() : address));
        }
        server.redirectUris().forEach(uri -> out.println("Redirecting " + uri));
        for (URI uri : server.managementUris()) {
            out.println("Management on " + uri);
        }
        out.flush();
    }

    private int failed(String problem, Throwable cause) {
        err.println(PROGRAM + problem);
        Causes.lines(problem, cause).forEach(line -> err.println("    " + line));
        LoggerFactory.getLogger(Main.class).debug("The program ends because of", cause);
        return FAILED;
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "waitress-serve " + (version == null ? "(development)" : version) + "\nJava "
                + System.getProperty("java.version") + ", " + System.getProperty("java.vendor") + "\n";
    }
}
