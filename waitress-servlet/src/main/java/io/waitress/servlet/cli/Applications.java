package io.waitress.servlet.cli;

import io.waitress.core.exchange.Application;
import io.waitress.servlet.Redeployment;
import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.cli.Deployment.Target;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.webapp.WebApp;
import io.waitress.servlet.webapp.WebAppClassLoader;
import io.waitress.servlet.webapp.WebAppOptions;
import io.waitress.servlet.webapp.WebAppsFolder;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications of one command line. Loaded by the thread that serves them; to be closed when the server has
 * stopped, or by any thread when the process ends without that.
 */
final class Applications implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Applications.class);

    private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
    private final List<String> contextPaths = new ArrayList<>();
    private WebAppsFolder folder;   // or null
    private ClassLoader classLoader = Applications.class.getClassLoader();

    /** Loads all of them, and returns them as one. To be called once. */
    Application load(Command.Serve command) throws LaunchException, UsageException {
        classLoader = classLoader(command.classPath());
        List<ServletApplication> applications = new ArrayList<>();
        for (Deployment deployment : command.deployments()) {
            ServletApplication application = load(deployment, command);
            int first = contextPaths.indexOf(application.contextPath());
            if (first >= 0) {
                throw CommandLine.taken(deployment, application.contextPath(), command.deployments().get(first));
            }
            contextPaths.add(application.contextPath());
            applications.add(application);
        }
        ServletApplication composed = command.webapps() == null
                ? compose(applications)
                : Redeployment.changing(applications.toArray(new ServletApplication[0]));
        if (command.crossContext()) {
            composed = composed.crossContext();
        }
        Realm users = command.users() == null ? null : Users.load(command.users());
        if (users != null) {
            composed = composed.withUsers(users);
        }
        if (command.sessionStore() != null) {
            composed = composed.keepSessions(command.sessionStore());
        }
        if (!command.resources().isEmpty()) {
            // what is wrong with them is wrong before there is an application to take them
            withResources(ServletApplication.builder().build(), command.resources());
            composed = withResources(composed, command.resources());
        }
        if (command.streamBodies()) {
            composed = composed.streamBodies();
        }
        return command.webapps() == null ? composed : ofFolder(command, composed, users);
    }

    private Application ofFolder(Command.Serve command, ServletApplication composed, Realm users)
            throws LaunchException {
        try {
            folder = new WebAppsFolder(command.webapps(), composed, contextPaths, new WebAppsFolder.Loader() {
                @Override
                public WebApp load(Path file, String contextPath) throws IOException {
                    return WebApp.load(file, options -> configure(options, contextPath, command));
                }

                @Override
                public ServletApplication complete(ServletApplication application) {
                    ServletApplication given = command.resources().isEmpty()
                            ? application
                            : application.withResources(options -> command.resources().forEach(options::setting));
                    return users == null ? given : given.withUsers(users);
                }
            });
            return folder;
        } catch (IOException e) {
            throw new LaunchException(OwnOption.WEBAPPS.option() + "=" + command.webapps() + ": no such folder", e);
        }
    }

    private static ServletApplication withResources(ServletApplication applications, Map<String, String> resources)
            throws UsageException {
        try {
            return applications.withResources(options -> resources.forEach(options::setting));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Returns the paths of those that were loaded, and of those of a folder that run; empty for the root. */
    List<String> contextPaths() {
        List<String> all = new ArrayList<>(contextPaths);
        if (folder != null) {
            all.addAll(folder.contextPaths());
        }
        return all;
    }

    private ClassLoader classLoader(List<Path> classPath) throws LaunchException {
        if (classPath.isEmpty()) {
            return Applications.class.getClassLoader();
        }
        List<URL> urls = new ArrayList<>();
        try {
            for (Path entry : classPath) {
                urls.add(entry.toUri().toURL());
            }
        } catch (IOException e) {
            throw new LaunchException("the class path cannot be used: " + e.getMessage(), e);
        }
        WebAppClassLoader loader = WebAppClassLoader.embedding("classpath", urls);
        opened.push(loader);
        return loader;
    }

    private static ServletApplication compose(List<ServletApplication> applications) throws LaunchException {
        try {
            return ServletApplication.compose(applications.toArray(new ServletApplication[0]));
        } catch (IllegalArgumentException e) {
            throw new LaunchException(e.getMessage(), e);
        }
    }

    private ServletApplication load(Deployment deployment, Command.Serve command) throws LaunchException {
        // an application's code may ask for its class loader as soon as one of its classes is initialised
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classLoader);
        try {
            return load(deployment.target(), deployment.contextPath(), command);
        } catch (LaunchException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            throw new LaunchException(Causes.problem("cannot load " + deployment.target(), e), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private ServletApplication load(Target target, String contextPath, Command.Serve command) throws Exception {
        if (target instanceof Target.Files files) {
            WebApp app = WebApp.load(files.path(), options -> configure(options, contextPath, command));
            opened.push(app);
            return app.application();
        }
        if (target instanceof Target.ServletClass servlet) {
            ServletApplication.Builder application = ServletApplication.builder()
                    .contextPath(contextPath == null ? "" : contextPath)
                    .classLoader(classLoader)
                    .servlet(servlet.className(), servletClass(servlet),
                            options -> options.patterns("/*").asyncSupported(true));
            if (command.asyncTimeout() != null) {
                application.asyncTimeout(command.asyncTimeout());
            }
            return application.build();
        }
        ServletApplication made = make((Target.Factory) target);
        return contextPath == null ? made : made.at(contextPath);
    }

    static void configure(WebAppOptions options, String contextPath, Command.Serve command) {
        if (contextPath != null) {
            options.contextPath(contextPath);
        }
        if (command.workFolder() != null) {
            options.workFolder(command.workFolder());
        }
        if (!command.shared().isEmpty()) {
            options.libraries(command.shared());
        }
        if (command.legacy() != null) {
            options.legacy(command.legacy());
        }
        if (command.asyncTimeout() != null) {
            options.asyncTimeout(command.asyncTimeout());
        }
        if (command.jspCheckInterval() != null) {
            options.jspCheckInterval(command.jspCheckInterval());
        }
        options.precompile(command.precompile());
    }

    private Class<? extends Servlet> servletClass(Target.ServletClass target) throws LaunchException {
        Class<?> type = loadClass(target.className());
        if (!Servlet.class.isAssignableFrom(type)) {
            throw new LaunchException(target + " is not a servlet; expected a class that implements "
                    + Servlet.class.getName() + ", or " + target + "::method for one that returns a ServletApplication",
                    null);
        }
        return type.asSubclass(Servlet.class);
    }

    private ServletApplication make(Target.Factory target) throws Exception {
        Method method;
        try {
            method = loadClass(target.className()).getMethod(target.method());
        } catch (NoSuchMethodException e) {
            throw new LaunchException(target + ": no such method; expected a public one without parameters", e);
        }
        if (!Modifier.isStatic(method.getModifiers())
                || !ServletApplication.class.isAssignableFrom(method.getReturnType())) {
            throw new LaunchException(target + ": expected a static method that returns a ServletApplication", null);
        }
        try {
            ServletApplication made = (ServletApplication) method.invoke(null);
            if (made == null) {
                throw new LaunchException(target + " has returned null; expected a ServletApplication", null);
            }
            return made;
        } catch (InvocationTargetException e) {
            throw new LaunchException(Causes.problem(target + " has failed", e.getCause()), e.getCause());
        } catch (IllegalAccessException e) {
            throw new LaunchException(target + ": cannot be called; expected a public class", e);
        }
    }

    private Class<?> loadClass(String name) throws LaunchException {
        try {
            return Class.forName(name, false, classLoader);
        } catch (ClassNotFoundException e) {
            throw new LaunchException(name + ": no such class"
                    + (classLoader == Applications.class.getClassLoader() ? "; " : " on the class path; ")
                    + OwnOption.CLASSPATH.option() + " tells where classes are", e);
        }
    }

    @Override
    public void close() {
        for (AutoCloseable next = opened.poll(); next != null; next = opened.poll()) {
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("Something of an application is left behind: {}", Causes.describe(e), e);
            }
        }
    }
}
