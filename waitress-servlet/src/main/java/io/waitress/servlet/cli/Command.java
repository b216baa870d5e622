package io.waitress.servlet.cli;

import io.waitress.core.settings.Settings;
import io.waitress.servlet.webapp.LegacyMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What a command line asks for. */
sealed interface Command {

    /** Show the help. */
    record Help() implements Command {
    }

    /** Show the version. */
    record Version() implements Command {
    }

    /** Read a password and print what may be kept of it. */
    record HashPassword() implements Command {
    }

    /**
     * Look an application over, without serving it.
     *
     * @param files the {@code .war} file or folder
     * @param options those with which it would be served
     * @param json whether to tell it to a program
     */
    record CheckFiles(Path files, Serve options, boolean json) implements Command {
    }

    /**
     * Serve applications.
     *
     * @param settings the server's settings
     * @param deployments one or more unless there is a folder of them, with different context paths
     * @param webapps the folder whose applications are served besides, or null
     * @param classPath folders and jars with the classes of applications that are named by class
     * @param shared folders and jars that applications from files find behind their own
     * @param workFolder where to keep what is found out about applications between starts, or null
     * @param users the file with the users of applications, or null
     * @param sessionStore the folder for sessions that outlive a stop, or null
     * @param resources what applications find by name, as the options have it
     * @param legacy whether applications are converted from javax.servlet, or null for the default
     * @param crossContext whether applications see each other
     * @param streamBodies whether asynchronous servlets are called before a body has come
     * @param asyncTimeout the time-out of asynchronous requests that set none, zero for never; null for the default
     * @param jspCheckInterval the time after which a page is looked at for changes, zero for never; null for the default
     * @param precompile whether to compile all pages at the start
     * @param logLevel how much to log
     * @param warnings what may be a mistake, one line each
     * @param words tells a message about settings in the words of the command line
     * @param check whether to see if that works, and end
     */
    record Serve(Settings settings, List<Deployment> deployments, Path webapps, List<Path> classPath, List<Path> shared,
            Path workFolder, Path users, Path sessionStore, Map<String, String> resources, LegacyMode legacy, boolean crossContext,
            boolean streamBodies, Duration asyncTimeout, Duration jspCheckInterval, boolean precompile, LogLevel logLevel,
            List<String> warnings, UnaryOperator<String> words, boolean check) implements Command {

        public Serve {
            deployments = List.copyOf(deployments);
            classPath = List.copyOf(classPath);
            shared = List.copyOf(shared);
            resources = Map.copyOf(resources);
            warnings = List.copyOf(warnings);
        }
    }
}
